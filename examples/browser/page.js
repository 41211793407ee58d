// Loads a model, predicts from a recording that the user chooses (or `?recording=FILE` names), and draws the angle with its
// 90 % interval. `sarcomere.js` is the library as one file:
//   npx esbuild sarcomere --bundle --minify --format=esm --outfile=sarcomere.js
import { FaultError, openModel, predict } from './sarcomere.js';

const element = (id) => document.getElementById(id);

try {
  const model = await openModel((name) => fetch(`model/${name}`));
  element('summary').textContent = `A model of the ${model.joint}. Choose a recording.`;
  const show = async (text) => {
    element('faults').textContent = '';
    try {
      const subject = element('subject').value || undefined;
      draw(predict(model, { ...emgOf(await text, model), subject }), model);
    } catch (error) {
      tell(error);
    }
  };
  element('file').addEventListener('change', ({ target }) => show(target.files[0].text()));
  const recording = new URLSearchParams(location.search).get('recording');
  if (recording) await show(fetch(recording).then((answer) => answer.text()));
} catch (error) {
  tell(error);
}

function tell(error) {
  if (!(error instanceof FaultError)) throw error;
  element('summary').textContent = '';
  element('faults').textContent = error.faults
    .map(({ what, found, expected, fix }) => `${what} Found ${found}; expected ${expected}. ${fix}`)
    .join('\n');
}

/** The channels of the model from a CSV table with a header: a column of times in seconds, one column a channel. */
function emgOf(text, { signals }) {
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const column = (name) => Float64Array.from(rows, (cells) => Number(cells[header.indexOf(name)]));
  const timeS = column(signals.time.column);
  return {
    startS: timeS[0],
    sampleRateHz: (timeS.length - 1) / (timeS.at(-1) - timeS[0]),
    channels: Object.fromEntries(
      signals.emg.channels.map((channel) => [channel.column, column(channel.column)]),
    ),
  };
}

function draw({ timeS, angleRad, positive, interval90, outOfRange }, { joint }) {
  const deg = angleRad.map((angle) => (angle * 180) / Math.PI);
  const half = (interval90?.angleRad ?? angleRad.map(() => 0)).map((width) => (width * 180) / Math.PI);
  const low = Math.min(...deg.map((angle, row) => angle - half[row]));
  const high = Math.max(...deg.map((angle, row) => angle + half[row]));
  const x = (row) => (1000 * row) / Math.max(1, timeS.length - 1);
  const y = (angle) => 300 - (300 * (angle - low)) / (high - low || 1);
  const line = (values) => Array.from(values, (angle, row) => `${x(row).toFixed(1)},${y(angle).toFixed(1)}`);
  const upper = line(deg.map((angle, row) => angle + half[row]));
  const lower = line(deg.map((angle, row) => angle - half[row])).reverse();
  element('angle').setAttribute('d', `M${line(deg).join('L')}`);
  element('interval').setAttribute('d', `M${[...upper, ...lower].join('L')}Z`);
  const unseen = outOfRange.filter(Boolean).length;
  element('summary').textContent =
    `${joint} ${positive}, ${Math.min(...deg).toFixed(1)} to ${Math.max(...deg).toFixed(1)} deg in ${timeS.length} rows` +
    `${unseen > 0 ? `; ${unseen} rows have EMG unlike any of the training` : ''}.`;
}
