import type { TrainingReport } from './measure-all.ts';

/** What the benchmark found, as Markdown. */
export function trainingTables(report: TrainingReport): string {
  const { machine, node, date, memory, sideBySide, cost } = report;
  const { controlRatio } = sideBySide;
  const lines = [
    'Loss and gradient of a 6-64-64-64-6 network with the residual, ms a step on one core, median (least to most):',
    '',
    ...stepTable(report.steps.batches),
    '',
    ...Object.entries(report.steps.competitors).map(([name, about]) => `- ${name}: ${about}`),
    '',
    'Time of one core to a validation error within 1 % of the least that Adam alone finds in 300 epochs, as a share of ' +
      "Adam's own time to it: median over nine draws of data and initial parameters (and each draw), or the least error if " +
      'most draws never reach it. In the first row, the benchmark, the optimiser sets the error. In the others ' +
      'the noise does, and Adam is level after a few epochs:',
    '',
    ...raceTable(report.race),
    '',
    `Memory: train-subdomain on ${memory.samples.toLocaleString('en')} samples with ${memory.inputs} inputs peaks at ` +
      `${memory.peakMb} MB resident, Node included (must be below ${memory.mostMb} MB).`,
    '',
    `Side by side: ${sideBySide.subdomains} sub-domains of ${sideBySide.rowsEach.toLocaleString('en')} rows and equal work by two warm workers take ` +
      `${sideBySide.ratio.median} of the serial time (${sideBySide.ratio.least} to ${sideBySide.ratio.most}; must be at most ${sideBySide.mostRatio}); a loop that only computes takes ` +
      `${controlRatio.median} (0.5 if two cores are free, 1 if there is in effect one).`,
    '',
    `Cost: a sub-domain of ${cost.rows.toLocaleString('en')} samples with all defaults trains in ${cost.seconds.median} s here; at that pace, with ` +
      `${cost.memoryMb} MB, one costs ${usd(cost.usd.arm64)} on Lambda arm64 and ${usd(cost.usd.x86)} on x86 ` +
      `(${cost.prices.region}, prices of ${cost.prices.asOf}; Lambda's own pace was not measured).`,
    '',
    `Measured ${date} on ${machine}, Node ${node}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function stepTable(batches: TrainingReport['steps']['batches']): string[] {
  const names = Object.keys(batches[0]!.msAStep);
  return [
    `| | ${batches.map(({ batchRows }) => `${batchRows.toLocaleString('en')} rows`).join(' | ')} |`,
    `| --- |${batches.map(() => ' ---: |').join('')}`,
    ...names.map((name) => {
      const cells = batches.map(({ msAStep }) => {
        const { median, least, most } = msAStep[name]!;
        return `${median} (${least} to ${most})`;
      });
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ];
}

function raceTable(race: TrainingReport['race']): string[] {
  const names = race[0]!.others.map(({ name }) => name);
  return [
    `| | rows | error | Adam alone, s (epochs) | ${names.join(' | ')} |`,
    `| --- | ---: | ---: | ---: |${names.map(() => ' ---: |').join('')}`,
    ...race.map(({ name, rows, level, adamS, adamEpochs, others }) => {
      const cells = others.map(({ share, shares, leastError }) => {
        const all = shares.map((one) => one?.toFixed(2) ?? 'never').join(', ');
        return share === null ? `not reached (${leastError.toFixed(3)})` : `${share.toFixed(2)} (${all})`;
      });
      return `| ${name} | ${rows.toLocaleString('en')} | ${level.toFixed(3)} | ${adamS.toFixed(2)} (${adamEpochs}) | ${cells.join(' | ')} |`;
    }),
  ];
}

function usd(amount: number): string {
  return `$${amount.toPrecision(2)}`;
}
