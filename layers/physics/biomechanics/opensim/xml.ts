import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { modelBounds, refuseLargeText, refuseMore } from './model-bounds.ts';
import type { Vec3 } from './transform.ts';

/** The root of an XML text. @throws FaultError OSIM_LARGE; Error with line and column if it is not XML */
export function xmlRoot(text: string): XmlElement {
  refuseLargeText(text);
  return parseXml(text).root!;
}

export function elementsOf(element: XmlElement | undefined): XmlElement[] {
  return element?.children.filter((child) => child instanceof XmlElement) ?? [];
}

/** The element at a path of names below another, the first if there are several. */
export function elementBelow(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>(
    (at, name) => elementsOf(at).find((child) => child.name === name),
    element,
  );
}

/** The objects of an OpenSim set, such as `BodySet`: the elements of its `objects`. */
export function objectsOf(set: XmlElement | undefined): XmlElement[] {
  return elementsOf(elementBelow(set, 'objects'));
}

export function nameOf(element: XmlElement): string {
  return element.attributes.name ?? '';
}

/** The trimmed text at a path of names; empty if there is none. */
export function textAt(element: XmlElement | undefined, ...names: readonly string[]): string {
  return elementBelow(element, ...names)?.text.trim() ?? '';
}

/** The numbers at a path of names; NaN for words that are not numbers. */
export function numbersAt(element: XmlElement | undefined, ...names: readonly string[]): number[] {
  const text = textAt(element, ...names);
  if (text === '') return [];
  const words = text.split(/\s+/, modelBounds.numbersOfField + 1);
  refuseMore(`numbers in <${names.join('> <')}>`, words.length, modelBounds.numbersOfField);
  return words.map(Number);
}

/** The single number at a path of names; undefined if it is absent. */
export function numberAt(element: XmlElement | undefined, ...names: readonly string[]): number | undefined {
  return numbersAt(element, ...names)[0];
}

/** Three numbers; 0 for each that is absent. */
export function vectorAt(element: XmlElement | undefined, ...names: readonly string[]): Vec3 {
  const [x = 0, y = 0, z = 0] = numbersAt(element, ...names);
  return [x, y, z];
}
