/**
 * All that is said of the template, in one file for the test runner: reading the CDK takes seconds, and each file
 * would do it again. The suites lie beside the constructs that they are about.
 */
import './access.suite.ts';
import './alarms.suite.ts';
import './api.suite.ts';
import './endpoints.suite.ts';
import './function.suite.ts';
import './function-calls.suite.ts';
import './gpu-training.suite.ts';
import './idle-cost.suite.ts';
import './integrations.suite.ts';
import './native-training.suite.ts';
import './network.suite.ts';
import './notices.suite.ts';
import './retention.suite.ts';
import './run-metrics.suite.ts';
import './service-source.suite.ts';
import './snapshot.suite.ts';
import './spend-limit.suite.ts';
import './stage.suite.ts';
import './state-machine.suite.ts';
import './storage.suite.ts';
import './upload-rule.suite.ts';
import './versions.suite.ts';
