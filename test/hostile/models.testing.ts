import { modelBounds } from '../../layers/physics/biomechanics/testing.ts';
import type { TextOfSize } from './text-of-size.testing.ts';

const times = (text: string, count: number) => text.repeat(Math.max(1, Math.floor(count)));
const list = (count: number, one: (at: number) => string) =>
  Array.from({ length: Math.floor(count) }, (_, at) => one(at)).join('');
const model = (inside: string) =>
  `<?xml version="1.0"?><OpenSimDocument Version="40000"><Model name="m">${inside}</Model></OpenSimDocument>`;
const chain = (count: number) =>
  `<JointSet><objects>${list(
    count,
    (at) =>
      `<PinJoint name="j"><coordinates><Coordinate name="${at === 0 ? 'c' : `d${at}`}"><range>0 1</range></Coordinate></coordinates><socket_parent_frame>${at === 0 ? 'ground' : `b${at - 1}`}</socket_parent_frame><socket_child_frame>b${at}</socket_child_frame></PinJoint>`,
  )}</objects></JointSet><BodySet><objects>${list(
    count,
    (at) => `<Body name="b${at}"><mass>1</mass><mass_center>0 0.1 0</mass_center></Body>`,
  )}</objects></BodySet>`;
const point = (body: string) =>
  `<PathPoint><socket_parent_frame>${body}</socket_parent_frame><location>0 0.1 0</location></PathPoint>`;
const muscle = (points: number, wraps: number) =>
  `<Muscle name="m"><max_isometric_force>1</max_isometric_force><GeometryPath><PathPointSet><objects>${times(point('b0'), points)}${point('ground')}</objects></PathPointSet><PathWrapSet><objects>${times('<PathWrap><wrap_object>w</wrap_object><range>-1 -1</range></PathWrap>', wraps)}</objects></PathWrapSet></GeometryPath></Muscle>`;
const muscles = (...of: string[]) => `<ForceSet><objects>${of.join('')}</objects></ForceSet>`;

/** OpenSim models that are made to slow down their reader, of a given number of characters. */
export const hostileModels: Readonly<Record<string, TextOfSize>> = {
  'elements in elements': (n) => model(times('<a>', n / 7) + times('</a>', n / 7)),
  'elements that never close': (n) => model(times('<a>', n / 3)),
  'elements beside elements': (n) => model(times('<a/>', n / 4)),
  'opening brackets': (n) => model(times('<', n)),
  'many attributes': (n) => model(`<a ${list(n / 10, (at) => `k${at}="1" `)}/>`),
  'spaces between attributes': (n) => model(`<a ${times(' ', n)}/>`),
  'an attribute of entities': (n) => model(`<a k="${times('&amp;', n / 5)}"/>`),
  'text of entities': (n) => model(`<gravity>${times('&amp;', n / 5)}</gravity>`),
  'a comment that never closes': (n) => model(`<!--${times('-', n)}`),
  'many comments': (n) => model(times('<!-- -->', n / 8)),
  'sections of characters': (n) => model(`<gravity>${times('<![CDATA[1]]>', n / 13)}</gravity>`),
  'an instruction that never closes': (n) => model(`<?x ${times('?', n)}`),
  'a document type': (n) => `<!DOCTYPE a [${times(']', n)}`,
  'a name without end': (n) => model(`<${times('a', n)}`),
  'a vector of spaces': (n) => model(`<gravity>1${times(' ', n)}1</gravity>`),
  'a vector of many numbers': (n) => model(`<gravity>${times('1 ', n / 2)}</gravity>`),
  'a chain of bodies': (n) => model(chain(n / 300) + muscles(muscle(1, 0))),
  'as many bodies as are taken': (n) =>
    model(chain(modelBounds.bodies) + muscles(muscle(1, 0)) + times(' ', n)),
  'muscles of many points': (n) => model(chain(1) + muscles(muscle(n / 90, 0))),
  'muscles of many wraps': (n) => model(chain(1) + muscles(muscle(1, n / 70))),
  'as many muscles, points and wraps as are taken': (n) =>
    model(
      chain(1) +
        muscles(
          times(
            muscle(modelBounds.pointsOfMuscle - 1, modelBounds.wrapsOfMuscle),
            modelBounds.musclesOfJoint,
          ),
        ) +
        times(' ', n),
    ),
  'more muscles than a joint has': (n) => model(chain(1) + muscles(times(muscle(2, 0), n / 400))),
};
