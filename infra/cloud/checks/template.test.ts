/**
 * All that is said of the template, in one file for the test runner: reading the CDK takes seconds, and each file
 * would do it again. The suites lie beside the constructs that they are about.
 */
import '../constructs/access.suite.ts';
import '../constructs/alarms.suite.ts';
import '../constructs/api.suite.ts';
import '../constructs/endpoints.suite.ts';
import '../constructs/function.suite.ts';
import './function-calls.suite.ts';
import '../constructs/gpu-training.suite.ts';
import './idle-cost.suite.ts';
import './integrations.suite.ts';
import './native-training.suite.ts';
import '../constructs/network.suite.ts';
import '../constructs/notices.suite.ts';
import './retention.suite.ts';
import '../constructs/run-metrics.suite.ts';
import '../constructs/service-source.suite.ts';
import './snapshot.suite.ts';
import '../constructs/spend-limit.suite.ts';
import '../settings/stage.suite.ts';
import '../constructs/state-machine.suite.ts';
import '../constructs/storage.suite.ts';
import '../constructs/upload-rule.suite.ts';
import './versions.suite.ts';
