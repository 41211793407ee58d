// Predicts from a recording by a published model and prints the rows as CSV.
//   node predict.mjs out/my-study/model recording.csv [subject]
import { readFile } from 'node:fs/promises';
import { FaultError, openModel, predict, predictionCsv } from 'sarcomere';

const [folder, file, subject] = process.argv.slice(2);
try {
  const model = await openModel((name) => readFile(`${folder}/${name}`));
  const emg = emgOf(await readFile(file, 'utf8'), model);
  const prediction = predict(model, { ...emg, subject });
  console.log(predictionCsv(prediction, model).join('\n'));
} catch (error) {
  if (!(error instanceof FaultError)) throw error;
  for (const { what, found, expected, fix } of error.faults)
    console.error(`${what} Found ${found}; expected ${expected}. ${fix}`);
  process.exitCode = 2;
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
