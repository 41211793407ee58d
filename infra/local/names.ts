/** Stands for the AWS account. The CLI and the SDKs accept any account of twelve digits. */
export const account = '000000000000';
export const region = 'us-east-1';
export const bucketName = 'sarcomere';
const stateMachineName = 'study-run';

export const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${stateMachineName}`;

export const executionArn = (name: string) =>
  `arn:aws:states:${region}:${account}:execution:${stateMachineName}:${name}`;

export const functionArn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

/** `train-subdomain` of `arn:aws:lambda:…:function:train-subdomain`. */
export const functionOfArn = (arn: string) => arn.split(':')[6] ?? '';
