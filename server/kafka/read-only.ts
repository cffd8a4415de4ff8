import kafkajs, { Kafka, logLevel } from 'kafkajs'
import { freePort } from '#server/start/steps.ts'
import { startTestBroker, type TestBroker } from './testing.ts'

// CommonJS: Node finds only some of its names.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

export interface ReadOnlyBroker {
  broker: TestBroker
  /** Environment of a console whose user may read and describe, and nothing else. */
  env: Record<string, string>
}

/** A test broker with a second listener (SASL/PLAIN) for the user `reader`, who may only read; the plain listener stays all-mighty. */
export async function startReadOnlyBroker(): Promise<ReadOnlyBroker> {
  const sasl = await freePort()
  const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_reader="letters";'
  const broker = await startTestBroker(undefined, (port, controllerPort) => ({
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort},READERS://127.0.0.1:${sasl}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},READERS://127.0.0.1:${sasl}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,READERS:SASL_PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.readers.plain.sasl.jaas.config': plain,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
  }))
  const admin = new Kafka({ brokers: [broker.bootstrap], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  const may = (resourceType: kafkajs.AclResourceTypes, resourceName: string, operation: kafkajs.AclOperationTypes) => ({
    ...{ resourceType, resourceName, operation, principal: 'User:reader', host: '*' },
    resourcePatternType: ResourcePatternTypes.LITERAL,
    permissionType: AclPermissionTypes.ALLOW,
  })
  await admin.createAcls({
    acl: [
      may(AclResourceTypes.TOPIC, '*', AclOperationTypes.READ),
      may(AclResourceTypes.TOPIC, '*', AclOperationTypes.DESCRIBE_CONFIGS),
      may(AclResourceTypes.GROUP, '*', AclOperationTypes.DESCRIBE),
      may(AclResourceTypes.CLUSTER, 'kafka-cluster', AclOperationTypes.DESCRIBE),
    ],
  })
  await admin.disconnect()
  return {
    broker,
    env: {
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${sasl}`,
      KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
      KAFKA_SASL_MECHANISM: 'PLAIN',
      KAFKA_SASL_USERNAME: 'reader',
      KAFKA_SASL_PASSWORD: 'letters',
    },
  }
}
