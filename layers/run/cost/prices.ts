/**
 * Public on-demand prices, before tax and free tiers. Prices change: compare them with the linked pages before you
 * rely on them. Spot prices change by the hour; the one here is a rounded figure.
 */
export const prices = {
  date: '2025-10',
  region: 'us-east-1',
  currency: 'USD',
  /** https://aws.amazon.com/lambda/pricing/, first tier, arm64 and x86. Price overviews still quoted these three on 2026-05-11. */
  lambdaGbSecond: 0.0000133334,
  lambdaX86GbSecond: 0.0000166667,
  lambdaRequest: 0.0000002,
  /** https://aws.amazon.com/step-functions/pricing/ (Standard) */
  stateTransition: 0.000025,
  /** https://aws.amazon.com/s3/pricing/ */
  s3Put: 0.000005,
  s3Get: 0.0000004,
  s3GbMonth: 0.023,
  /** https://aws.amazon.com/kms/pricing/ (each of its first two yearly rotations adds as much) */
  kmsKeyMonth: 1,
  /** https://aws.amazon.com/cloudwatch/pricing/; an alarm is billed by its number of metrics */
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  /** https://aws.amazon.com/privatelink/pricing/, in each zone */
  interfaceEndpointHour: 0.01,
  /** https://aws.amazon.com/ec2/spot/pricing/ and https://aws.amazon.com/ec2/pricing/on-demand/ (g4dn.xlarge) */
  gpuSpotHour: 0.21,
  gpuOnDemandHour: 0.526,
  /** https://aws.amazon.com/sagemaker/pricing/ (training, ml.m5.large) */
  sageMakerCpuHour: 0.115,
} as const;
