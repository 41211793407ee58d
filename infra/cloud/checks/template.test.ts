/**
 * All tests of the template, in one file for the test runner: reading the CDK takes seconds, and each file would
 * repeat it. The tests of a construct lie beside the construct.
 */
import '../constructs/access.testing.ts';
import '../constructs/alarms.testing.ts';
import '../constructs/api.testing.ts';
import '../constructs/endpoints.testing.ts';
import '../constructs/function.testing.ts';
import './function-calls.testing.ts';
import '../constructs/gpu-training.testing.ts';
import './idle-cost.testing.ts';
import './integrations.testing.ts';
import './native-training.testing.ts';
import '../constructs/network.testing.ts';
import '../constructs/notices.testing.ts';
import './retention.testing.ts';
import '../constructs/run-metrics.testing.ts';
import '../constructs/service-source.testing.ts';
import './snapshot.testing.ts';
import '../constructs/spend-limit.testing.ts';
import '../settings/stage.testing.ts';
import '../constructs/state-machine.testing.ts';
import '../constructs/storage.testing.ts';
import '../constructs/upload-rule.testing.ts';
import './versions.testing.ts';
