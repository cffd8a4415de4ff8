import type { System } from '../contract.ts'
import { board, form, kept, measure, reply, settings, topic } from '../define.ts'
import { delinquencyAlerts } from '../delinquency/alerts.ts'
import * as table from '../delinquency/columns.ts'
import {
  Customer,
  composeTransaction,
  DashboardUpdate,
  Intervention,
  isScored,
  PredictInput,
  Prediction,
  Transaction,
  TransactionInput,
  transactionPresets,
} from '../delinquency/messages.ts'
import { drives } from '../delinquency/words.ts'
import { finite } from '../wire.ts'

const predictions = 'predictions-stream'
const transactions = 'transactions-stream'
const interventions = 'interventions-stream'

export const delinquency: System = {
  id: 'delinquency',
  title: 'Delinquency',
  blurb: 'Scores customers for payment trouble before it happens, and offers help.',
  topics: [
    topic({
      name: predictions,
      title: 'Predictions',
      noun: 'prediction',
      role: 'ledger',
      message: Prediction,
      key: (m) => m.customer_id,
      settings: kept(3, 30),
      columns: table.predictionColumns,
    }),
    topic({
      name: transactions,
      title: 'Transactions',
      noun: 'transaction',
      role: 'ledger',
      message: Transaction,
      key: (m) => m.customer_id,
      settings: kept(3, 7),
      columns: table.transactionColumns,
    }),
    topic({
      name: interventions,
      title: 'Interventions',
      noun: 'intervention',
      role: 'ledger',
      message: Intervention,
      key: (m) => m.customer_id,
      settings: kept(2, 90),
      columns: table.interventionColumns,
    }),
    topic({
      name: 'customer-updates',
      title: 'Customer updates',
      noun: 'customer update',
      role: 'ledger',
      message: Customer,
      key: (m) => m.customer_id,
      settings: kept(2, 30, { 'cleanup.policy': 'compact' }),
      tombstones: true,
      columns: table.profileColumns,
    }),
    topic({
      name: 'dashboard-updates',
      title: 'Dashboard updates',
      noun: 'update',
      role: 'gauge',
      message: DashboardUpdate,
      key: () => null,
      settings: kept(1, 1),
      columns: table.updateColumns,
    }),
  ],
  groups: [
    'feature-processor-group',
    'intervention-service-group',
    'dashboard-service-group',
    'prediction-service-group',
  ],
  boards: [
    board<Prediction>({
      id: 'customers',
      title: 'Customers by risk',
      noun: 'customer',
      topic: predictions,
      key: (m) => m.customer_id,
      rank: table.score,
      level: (m) => m.risk_level,
      levels: table.riskLevels,
      trend: table.score,
      search: drives,
      sorts: { score: table.score, age: (_, time) => time, customer: (m) => m.customer_id },
      columns: table.boardColumns,
    }),
  ],
  measures: [
    measure<Prediction>({
      id: 'scores',
      title: 'Risk scores',
      topic: predictions,
      value: (m) => finite(m.risk_score),
      split: (m) => m.risk_level,
      // 30 bins, so that the levels' limits 0.3, 0.5 and 0.7 fall on edges.
      bins: Array.from({ length: 31 }, (_, i) => i / 30),
    }),
    measure<Transaction>({
      id: 'transactions',
      title: 'Transactions',
      topic: transactions,
      unit: 'currency units',
      value: (m) => finite(m.amount),
      split: (m) => (m.is_failed ? 'refused' : m.txn_type),
    }),
    measure<Intervention>({
      id: 'interventions',
      title: 'Interventions',
      topic: interventions,
      split: (m) => table.words(m.intervention_type),
    }),
  ],
  forms: [
    form({
      id: 'predict',
      title: 'Ask for a prediction',
      verb: 'Ask',
      blurb: 'The model scores one customer now, or as of an earlier time.',
      input: PredictInput,
      door: { kind: 'http', service: 'API_URL', method: 'POST', path: '/predict', body: (input) => input },
      reply: reply<unknown, Prediction>({
        topic: predictions,
        certainty: 'exact',
        of: ({ message }) => `${message.customer_id} ${message.timestamp}`,
        in: (m) => (m.timestamp ? `${m.customer_id} ${m.timestamp}` : null),
        say: table.sayScore,
      }),
      timeoutMs: 30_000,
    }),
    form({
      id: 'transaction',
      title: 'Send a transaction',
      verb: 'Send transaction',
      blurb: 'A record like those of the bank; the engine scores the customer anew when it is telling.',
      input: TransactionInput,
      presets: transactionPresets,
      door: { kind: 'topic', topic: transactions, compose: composeTransaction },
      reply: reply<{ customer_id: string }, Prediction>({
        topic: predictions,
        certainty: 'inferred',
        of: ({ input }) => input.customer_id,
        in: (m) => m.customer_id,
        say: table.sayScore,
      }),
      timeoutMs: 30_000,
      warn: (input) =>
        isScored(input)
          ? undefined
          : 'The engine scores only every tenth transaction like this one: an answer may not come.',
    }),
  ],
  alerts: delinquencyAlerts({ predictions, scorers: 'feature-processor-group', helpers: 'intervention-service-group' }),
  panels: [
    {
      kind: 'kpis',
      id: 'now',
      title: 'Now',
      items: [
        { title: 'Customers scored', from: 'board-count', board: 'customers' },
        { title: 'Critical', from: 'board-level', board: 'customers', level: 'CRITICAL' },
        { title: 'High', from: 'board-level', board: 'customers', level: 'HIGH' },
        { title: 'Mean score', from: 'board-mean', board: 'customers' },
        { title: 'Scoring', from: 'rate', measure: 'scores' },
        { title: 'Prediction to screen', from: 'latency', topic: predictions },
      ],
    },
    { kind: 'board', id: 'customers', title: 'Customers by risk', board: 'customers' },
    {
      kind: 'histogram',
      id: 'scores',
      title: 'Scores now',
      measure: 'scores',
      bands: table.riskBands,
    },
    { kind: 'series', id: 'levels', title: 'Predictions by level', measures: ['scores'], stat: 'split' },
    { kind: 'series', id: 'mean', title: 'Mean score', measures: ['scores'], stat: 'mean' },
    {
      kind: 'series',
      id: 'rates',
      title: 'Rates',
      measures: ['scores', 'transactions', 'interventions'],
      stat: 'rate',
    },
    { kind: 'tail', id: 'predictions', title: 'Predictions as they come', topic: predictions },
    { kind: 'tail', id: 'interventions', title: 'Interventions', topic: interventions },
    { kind: 'tail', id: 'transactions', title: 'Transactions as they come', topic: transactions },
  ],
  entity: {
    noun: 'Customer',
    board: 'customers',
    topics: [{ topic: predictions }, { topic: transactions }, { topic: interventions }, { topic: 'customer-updates' }],
    panel: 'customer',
  },
  settings: settings(
    ['API_URL', 'Address of the prediction service', 'http://127.0.0.1:8000'],
    ['MODEL_PATH', 'Model file of the prediction service'],
    ['DATABASE_URL', 'Database of the original service; not used: the worker keeps its own', undefined, 'secret'],
    ['MLFLOW_TRACKING_URI', 'Where the original tracks its models; not used'],
  ),
}
