import type { Route } from '../route.ts'
import { ackAlert } from './ack-alert.ts'
import { cancelRequest } from './cancel-request.ts'
import { checkSchema } from './check-schema.ts'
import { commandConsumer } from './command-consumer.ts'
import { createMissingTopics } from './create-missing-topics.ts'
import { exportMarket } from './export-market.ts'
import { getRequest } from './get-request.ts'
import { getSchema } from './get-schema.ts'
import { getSchemaVersion } from './get-schema-version.ts'
import { getTopic } from './get-topic.ts'
import { alive } from './health.ts'
import { listAlerts } from './list-alerts.ts'
import { listBad } from './list-bad.ts'
import { listGroups } from './list-groups.ts'
import { listPipeline } from './list-pipeline.ts'
import { listRequests } from './list-requests.ts'
import { listSchemas } from './list-schemas.ts'
import { listSystems } from './list-systems.ts'
import { listTopics } from './list-topics.ts'
import { openSealed } from './open-sealed.ts'
import { readBoard } from './read-board.ts'
import { readEntity } from './read-entity.ts'
import { readMarket } from './read-market.ts'
import { readRecords } from './read-records.ts'
import { readStored } from './read-stored.ts'
import { ready } from './ready.ts'
import { registerSchema } from './register-schema.ts'
import { retryRequest } from './retry-request.ts'
import { setSchemaLevel } from './set-schema-level.ts'
import { silenceAlert } from './silence-alert.ts'
import { startConsumer } from './start-consumer.ts'
import { submitRequest } from './submit-request.ts'
import { unackAlert } from './unack-alert.ts'
import { unsilenceAlert } from './unsilence-alert.ts'

/** Every verb over HTTP, in the order the documentation shows them. */
export const routes: readonly Route[] = [
  listSystems,
  readBoard,
  readEntity,
  readStored,
  submitRequest,
  listRequests,
  getRequest,
  cancelRequest,
  retryRequest,
  listAlerts,
  ackAlert,
  unackAlert,
  silenceAlert,
  unsilenceAlert,
  listTopics,
  getTopic,
  readRecords,
  createMissingTopics,
  openSealed,
  listGroups,
  listBad,
  listSchemas,
  getSchema,
  getSchemaVersion,
  checkSchema,
  registerSchema,
  setSchemaLevel,
  readMarket,
  exportMarket,
  listPipeline,
  startConsumer,
  commandConsumer,
  alive,
  ready,
]
