import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseJson } from '../feed/parse.ts'
import { mergeJob } from '../tda/job.ts'
import { readJob, readResult } from '../tda/read.ts'
import { allTopics, topicOf } from './index.ts'

/** What the services write, byte for byte, and what they might. */
const decode = (topic: string, text: string) => {
  const parsed = parseJson(Buffer.from(text))
  assert.ok(parsed.ok, `${topic}: ${text}`)
  return topicOf(topic)!.topic.message.safeParse(parsed.value)
}
const read = (topic: string, text: string): any => {
  const result = decode(topic, text)
  assert.ok(result.success, `${topic}: ${JSON.stringify(result.error?.issues)} in ${text}`)
  return result.data
}
const refused = (topic: string, text: string): string => {
  const result = decode(topic, text)
  assert.ok(!result.success, `${topic} took ${text}`)
  return result.error.issues.map((issue: { path: PropertyKey[] }) => issue.path.join('.')).join(' ')
}
const keyOf = (topic: string, text: string) => topicOf(topic)!.topic.key(read(topic, text))
const whole = (topic: string, text: string) =>
  assert.deepEqual(read(topic, text), (parseJson(text) as { value: unknown }).value)

const meta =
  '"metadata":{"message_id":"m-1","message_type":"TYPE","timestamp":"2025-08-14T04:59:13.000+00:00","source_service":"tda-backend","correlation_id":"7b1d","user_id":null,"session_id":null,"trace_id":null,"version":"1.0"}'
const envelope = (type: string, payload: string) => `{${meta.replace('TYPE', type)},"payload":${payload}}`

const good: Record<string, string[]> = {
  finrobot_input_topic: [
    `{"input_data": {"input": ["Summarise ACME's 10-K risk factors", "Outlook for ACME margins"]}}`,
    '{"input_data": [{"input":"a"}], "trace": 7}',
    '{"input_data": {"input": []}}',
    '{"input_data": {"input": [1, {"a": 2}, true]}}',
    '{"input_data": {"input": "a scalar, which the model answers with an error"}}',
    '{"input_data": {"other": ["a column too many"]}}',
  ],
  finrobot_output_topic: [
    '{"inference": [["Margins look stable", {"timestamp": "2025-01-15T12:00:00Z", "model_version": "v1.0.0"}]], "quality": 1, "error": null}',
    `{"inference": [["['Buy', 'Hold']", {"timestamp": "2025-01-15T12:00:00Z", "model_version": "v1.0.0"}]], "quality": 1, "error": null}`,
    '{"inference": 0, "quality": 0, "error": "{\\n  \\"SCHEMA\\": {\\"COLUMN_NOT_IN_SCHEMA\\": [{\\"schema\\": \\"InputsSchema\\"}]}}"}',
    `{"inference": [0.0], "quality": 0.0, "error": "Failed to decode JSON message: Expecting value. Raw message: b'x'"}`,
    '{"inference": NaN, "quality": 0, "error": "non-nullable series \'response\' contains null values"}',
  ],
  'transactions-stream': [
    '{"customer_id":"3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11","txn_time":"2026-02-19T10:30:00","amount":6200.0,"txn_type":"debit","category":"rent","channel":"online","merchant_id":"RENT_4821","is_failed":false,"event_time":"2026-02-19T10:30:01.120345","event_type":"transaction"}',
    '{"customer_id":"c","amount":12.5,"txn_type":"credit","category":"salary","channel":"transfer","merchant_id":null,"is_failed":null,"balance":1}',
    '{"customer_id":"c","amount":Infinity}',
  ],
  'predictions-stream': [
    '{"customer_id":"3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11","risk_score":0.7421,"risk_level":"CRITICAL","top_features":[{"feature":"savings_drawdown_30d_pct","value":-9.9999},{"feature":"failed_autodebit_count_30d","value":3.0}],"timestamp":"2026-02-19T10:30:05.002","event_time":"2026-02-19T10:30:05.010","event_type":"prediction"}',
    '{"customer_id":"c","risk_score":0.12345678901234567,"risk_level":"LOW","top_features":[{"feature":"x","value":NaN}],"explanation":{"explanation_text":"why","top_drivers":[{"feature":"x","value":"3.0000","impact":-0.4,"impact_pct":55.1,"rank":1}]},"timestamp":"2026-02-19T10:30:05"}',
    '{"customer_id":"c","risk_score":1,"risk_level":"HIGH","top_features":[],"explanation":null,"timestamp":null}',
  ],
  'interventions-stream': [
    '{"intervention_id":"INT_3f0c9a52_20260219103010","customer_id":"3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11","risk_score":0.7421,"risk_level":"CRITICAL","intervention_type":"urgent_outreach","message":"Please contact us about your account.","channel":"phone_call","priority":1,"top_risk_factors":["savings_drawdown_30d_pct"],"timestamp":"2026-02-19T10:30:10","status":"triggered","event_time":"2026-02-19T10:30:10.020","event_type":"intervention"}',
  ],
  'dashboard-updates': [
    '{"type":"new_prediction","customer_id":"3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11","risk_score":0.7421,"risk_level":"CRITICAL","event_time":"2026-02-19T10:30:05.020"}',
    '{"type":"model_changed","to":"v2"}',
  ],
  'customer-updates': [
    '{"customer_id":"3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11","salary_day":5,"monthly_income":52000.0,"income_bracket":"medium","account_age_days":812,"account_type":"savings","updated_at":"2026-02-19T09:00:00","event_type":"customer_update"}',
  ],
  BTCUSDT: [
    '[{"open_time":"2025-10-09T08:00:00+00:00","open":121980.27,"high":122010.89,"low":121950.93,"close":122004.10,"volume":12.3456}]',
    '[{"open_time":"2025-10-09 08:00:00","open":1,"high":2,"low":0.5,"close":1.5,"volume":3,"quote_asset_volume":1.5,"trades":12,"taker_base":1,"taker_quote":1,"ignore":0}]',
    '{"open_time":"2025-10-09T08:00:00+00:00","open":1,"high":2,"low":0.5,"close":NaN,"volume":3}',
    '[]',
  ],
  'discord-messages': [
    '{"message_id":"1434567890123456789","content":"RTFM where are the setup steps?","username":"ana","user_id":"987654321098765432","channel_id":"111222333444555666","timestamp":"2025-11-02T12:34:56.789000+00:00","metadata":{"channel_name":"general"}}',
    '{"message_id":"1","content":"","username":"ana","user_id":"2","channel_id":"3","timestamp":"2025-11-02T12:34:56","metadata":{}}',
  ],
  'bot-queries': [
    '{"query_id":"5d0c6f0e-2f0a-4b1e-9a53-6f4f1e0b7c21","original_message_id":"1434567890123456789","question":"where are the setup steps?","username":"ana","user_id":"987654321098765432","channel_id":"111222333444555666","timestamp":"2025-11-02T12:34:57.001","context":{}}',
  ],
  'bot-responses': [
    '{"response_id":"0b6f7b1c-8f15-4f0b-b7fd-2f7a4f5f9e10","query_id":"5d0c6f0e-2f0a-4b1e-9a53-6f4f1e0b7c21","original_message_id":"1434567890123456789","response_text":"They are pinned in #setup.","channel_id":"111222333444555666","timestamp":"2025-11-02T12:34:59.440","metadata":{"model":"gemini-2.5-flash"}}',
    '{"response_id":"r","query_id":"q","original_message_id":"1","response_text":"AI responses are currently disabled (no API key configured).","channel_id":"1","timestamp":"2025-11-02T12:34:59","metadata":{"model":"none","confidence":0.7,"sources_count":3}}',
  ],
  'dead-letter-queue': [
    '{"original_topic":"bot-queries","message":{"query_id":"q"},"error":"boom","timestamp":"\\"2025-11-02T12:34:59\\""}',
    '{"original_topic":"bot-queries","message":"text","error":"boom","timestamp":null}',
  ],
  tda_jobs: [
    envelope(
      'job.submitted',
      '{"job_id":"7b1d","status":"submitted","algorithm":"vietoris_rips","priority":"normal","submitted_at":"2025-08-14T04:59:13.000+00:00"}',
    ),
    envelope(
      'job.failed',
      '{"job_id":"7b1d","status":"failed","error_type":"cancellation","error_message":"Job cancelled: by ops","priority":-10,"execution_time":null,"result_id":null,"metadata":null}',
    ),
    '{"schema_version":"1.0","event_id":"e","timestamp":"2025-08-14T04:59:13","event_type":"job.progress","source":"x","correlation_id":"7b1d","headers":{},"data":{"job_id":"7b1d","progress_percentage":45.5,"current_stage":"computing","stages_completed":["a"],"stages_remaining":[],"memory_usage_mb":12.5}}',
    '{"event_type":"job.queued","correlation_id":"7b1d","data":{}}',
    '{"job_id":"7b1d","timestamp":1755147553000,"algorithm":"vietoris_rips","point_cloud":{"points":[[0,1],[1.5,NaN]],"dimension":2},"parameters":{"max_dimension":2}}',
    '{"job_id":"7b1d","point_cloud":{"points":[{"coordinates":[0,1]}]}}',
    '{"job_id":"7b1d","job_type":"tda","algorithm":"mapper","status":"completed","processing_time_seconds":1.5,"memory_usage_mb":24.5}',
    `{${meta.replace('TYPE', 'job.submitted')},"payload":{"job_id":"7b1d","status":"submitted"},"job_id":"7b1d","point_cloud":{"points":[[0,1]],"dimension":2}}`,
  ],
  tda_results: [
    envelope(
      'result.generated',
      '{"job_id":"7b1d","result_id":"r91","result_type":"persistence_diagram","result_size":2048,"generated_at":"2025-08-14T04:59:16.000+00:00","storage_path":null,"metadata":{"num_points":120}}',
    ),
    '{"event_type":"result.persistence_diagram","event_id":"e","data":{"job_id":"7b1d","dimension":1,"intervals":[{"birth":0.1,"death":"inf"},{"birth":0.2,"death":1}],"betti_numbers":[1,1],"computation_time_seconds":0.5,"storage_location":"s3"}}',
    '{"job_id":"7b1d","timestamp":"2025-08-14T04:59:16","window_start":1755147540000,"window_end":1755147600000,"algorithm":"vietoris_rips","computation_info":{"num_points":120,"dimension":2,"computation_time":0.15,"memory_usage":1.5,"success":true},"tda_results":{"betti_numbers":{"0":[1],"1":[2]},"persistence_pairs":[{"dimension":0,"birth":0,"death":Infinity,"persistence":Infinity},{"dimension":1,"birth":0.3,"death":1.2,"persistence":0.9}],"homology_groups":[{"dimension":0,"num_features":1}]},"metadata":{"processed_at":"x","processor":"flink","version":"1"}}',
    '{"job_id":"7b1d","error":"too many points","computation_info":{"success":false}}',
    '{"job_id":"7b1d","persistence_diagrams":[{"dimension":0,"points":[{"birth":0,"death":"infinity"}]}]}',
  ],
  tda_events: [
    envelope(
      'error.occurred',
      '{"event_id":"e1","event_type":"error.occurred","data":{"error_type":"ValueError","error_message":"empty cloud"},"context":{"operation":"file_upload"},"error_type":"ValueError","error_message":"empty cloud"}',
    ),
    envelope(
      'file.uploaded',
      '{"file_id":"f1","filename":"a.csv","file_size":12,"content_type":null,"checksum":null,"uploaded_at":"2025-08-14T04:59:16"}',
    ),
    envelope(
      'warning.issued',
      '{"error_type":"w","error_message":"slow","context":null,"stack_trace":null,"severity":"low","component":"api","occurred_at":null}',
    ),
    '{"event_type":"error.computation","data":{"error_code":"E1","recovery_suggestions":[]}}',
  ],
  tda_monitoring: [
    '{"type":"computation_metrics","timestamp":"2025-08-14T04:59:16.100","metrics":{"algorithm":"vietoris_rips","computation_time_ms":156.2,"num_points":120,"num_persistence_pairs":10,"window_id":"1755147540000-1755147600000"}}',
    '{"timestamp":"2025-08-14T04:59:16","job_name":"tda","metrics":{"windows_per_second":1.5,"points_per_second":180,"avg_computation_time":0.2,"error_rate":0},"system_info":{"parallelism":4,"checkpointing_enabled":true,"state_backend":"rocksdb"}}',
    envelope(
      'system.health',
      '{"kafka_cluster":{"status":"healthy","broker_count":3,"topic_count":4,"details":{}},"schema_registry":{},"producer":{"status":"healthy","metrics":{"messages_sent":12,"success_rate":1.0}}}',
    ),
    envelope('metrics.update', '{"messages_sent":5,"messages_failed":0,"errors_by_type":{}}'),
  ],
}

describe('messages as the systems write them', () => {
  for (const [topic, texts] of Object.entries(good))
    it(`reads all that comes on ${topic}, and loses nothing of it`, () => {
      for (const text of texts) whole(topic, text)
    })

  it('knows an example of every topic', () => {
    for (const name of Object.keys(good)) assert.ok(topicOf(name), `${name} is no topic`)
    for (const { name } of allTopics()) assert.ok(good[name]?.length, `add a real message of ${name} to \`good\``)
  })

  it('tells in which field a message is wrong', () => {
    const wrong: [topic: string, text: string, path: string][] = [
      ['predictions-stream', '{"customer_id":"c","risk_score":"high","risk_level":"LOW"}', 'risk_score'],
      ['predictions-stream', '{"customer_id":"c","risk_score":0.4,"risk_level":"SEVERE"}', 'risk_level'],
      [
        'predictions-stream',
        '{"customer_id":7,"risk_score":0.4,"risk_level":"LOW","top_features":[{"value":1}]}',
        'customer_id top_features.0.feature',
      ],
      ['predictions-stream', '[]', ''],
      ['transactions-stream', '{"customer_id":"","amount":null}', 'customer_id amount'],
      ['finrobot_input_topic', '{"text":"no input_data"}', 'input_data'],
      ['finrobot_output_topic', '{"inference":0,"error":null}', 'quality'],
      [
        'BTCUSDT',
        '[{"open_time":"2025-10-09 08:00:00","open":1,"high":2,"low":1,"close":1,"volume":1},{"open":1,"high":2,"low":1,"close":1,"volume":1}]',
        '1.open_time',
      ],
      ['BTCUSDT', '"text"', ''],
      ['discord-messages', '{"message_id":1434567890123,"content":"a","username":"b","timestamp":"t"}', 'message_id'],
      ['bot-responses', '{"response_id":"r","query_id":null,"response_text":"a"}', 'query_id'],
      ['tda_jobs', envelope('job.started', '{"status":"running"}'), 'payload.job_id'],
      ['tda_jobs', '{"event_type":"job.started","data":{}}', 'data.job_id'],
      ['tda_jobs', '{"job_id":"a","point_cloud":{"points":[["x"]]}}', 'point_cloud.points.0'],
      [
        'tda_jobs',
        '{"metadata":{},"payload":{"job_id":"a","status":"running"}}',
        'metadata.message_id metadata.message_type metadata.timestamp metadata.source_service',
      ],
      ['tda_results', '{"result":1}', 'job_id'],
      ['tda_results', envelope('result.generated', '{"job_id":"a","result_type":"x"}'), 'payload.result_id'],
      ['tda_monitoring', '{"type":"computation_metrics"}', 'metrics'],
    ]
    for (const [topic, text, path] of wrong) assert.equal(refused(topic, text), path, text)
  })

  it('finds the same job in every dialect', () => {
    for (const text of good.tda_jobs!) assert.equal(keyOf('tda_jobs', text), '7b1d')
    for (const text of good.tda_results!) assert.equal(keyOf('tda_results', text), '7b1d')
  })

  it('shows a job that was cancelled as cancelled, though the platform reports a failure', () => {
    assert.equal(readJob(read('tda_jobs', good.tda_jobs![1]!)).status, 'cancelled')
    const entry = { topic: '', partition: 0, offset: '0', time: 1, key: null, message: null }
    const job = good
      .tda_jobs!.slice(0, 2)
      .reduce((before: any, text) => mergeJob(before, read('tda_jobs', text), entry), undefined)
    assert.deepEqual([job.status, job.error_message], ['cancelled', 'Job cancelled: by ops'])
  })

  it('reads features that never die from each of their spellings', () => {
    const deaths = good.tda_results!.flatMap((text) =>
      readResult(read('tda_results', text)).pairs.map((pair) => pair.death),
    )
    assert.deepEqual(deaths, [Infinity, 1, Infinity, 1.2, Infinity])
  })

  it('keeps a snowflake that came as a bare number to the last digit, and refuses it as an id', () => {
    assert.equal(
      refused('discord-messages', '{"message_id":null,"content":"a","username":"b","timestamp":"t"}'),
      'message_id',
    )
    assert.equal(
      keyOf('discord-messages', '{"message_id":1434567890123456789,"content":"a","username":"b","timestamp":"t"}'),
      '1434567890123456789',
    )
  })

  it('takes deletions where topics are compacted', () => {
    for (const { name, settings, tombstones } of allTopics())
      assert.ok(tombstones || !settings.config['cleanup.policy']?.includes('compact'), name)
    // Ours is kept by age; the platform's own topic file compacts it.
    assert.ok(topicOf('tda_results')!.topic.tombstones)
    for (const name of ['predictions-stream', 'bot-queries', 'tda_jobs'])
      assert.ok(!topicOf(name)!.topic.tombstones, name)
  })
})
