import type { Column, System, Tone } from '../contract.ts'
import { board, form, kept, measure, reply, settings, topic } from '../define.ts'
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
} from '../delinquency/messages.ts'
import { drives } from '../delinquency/words.ts'
import { finite } from '../wire.ts'

const predictions = 'predictions-stream'
const transactions = 'transactions-stream'
const interventions = 'interventions-stream'

type Scored = { risk_score?: unknown; risk_level?: string | null }
const tones: Record<string, Tone> = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high', CRITICAL: 'critical' }
const tone = (m: Scored): Tone | undefined => tones[m.risk_level ?? '']
const score = (m: Scored): number => finite(m.risk_score) ?? 0
const isHigh = (m: Scored): boolean => m.risk_level === 'HIGH' || m.risk_level === 'CRITICAL'
const sayScore = (m: Scored): string => `${score(m).toFixed(2)} ${m.risk_level}`
const words = (text: string | null | undefined) => text?.replaceAll('_', ' ')

type Whose = { customer_id?: string | null }
const customer: Column<Whose> = {
  id: 'customer',
  title: 'Customer',
  kind: 'id',
  priority: 1,
  value: (m) => m.customer_id,
}
const riskLevel: Column<Scored> = {
  id: 'level',
  title: 'Level',
  kind: 'level',
  priority: 1,
  value: (m) => m.risk_level,
  tone,
}
const riskScore: Column<Scored> = {
  id: 'score',
  title: 'Score',
  kind: 'score',
  priority: 1,
  value: (m) => finite(m.risk_score),
  tone,
}
const why: Column<Prediction> = { id: 'drives', title: 'What drives it', priority: 3, value: drives }

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
      columns: [customer, riskLevel, riskScore, why],
    }),
    topic({
      name: transactions,
      title: 'Transactions',
      noun: 'transaction',
      role: 'ledger',
      message: Transaction,
      key: (m) => m.customer_id,
      settings: kept(3, 7),
      columns: [
        customer,
        { id: 'amount', title: 'Amount', kind: 'number', priority: 1, value: (m) => finite(m.amount) },
        { id: 'type', title: 'Direction', priority: 2, value: (m) => m.txn_type },
        { id: 'category', title: 'Category', priority: 1, value: (m) => m.category },
        { id: 'channel', title: 'Channel', priority: 2, value: (m) => m.channel },
        {
          id: 'failed',
          title: 'Outcome',
          kind: 'status',
          priority: 2,
          value: (m) => (m.is_failed ? 'refused' : null),
          tone: () => 'bad',
        },
        { id: 'merchant', title: 'Merchant', priority: 3, value: (m) => m.merchant_id },
      ],
    }),
    topic({
      name: interventions,
      title: 'Interventions',
      noun: 'intervention',
      role: 'ledger',
      message: Intervention,
      key: (m) => m.customer_id,
      settings: kept(2, 90),
      columns: [
        customer,
        riskLevel,
        { id: 'type', title: 'What is done', priority: 1, value: (m) => words(m.intervention_type) },
        { id: 'channel', title: 'By', priority: 2, value: (m) => words(m.channel) },
        { id: 'status', title: 'Status', kind: 'status', priority: 2, value: (m) => words(m.status) },
        { id: 'message', title: 'Message', priority: 3, value: (m) => m.message },
      ],
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
      columns: [
        customer,
        { id: 'income', title: 'Monthly income', kind: 'number', priority: 1, value: (m) => finite(m.monthly_income) },
        { id: 'bracket', title: 'Bracket', priority: 2, value: (m) => words(m.income_bracket) },
        { id: 'payday', title: 'Payday', kind: 'number', priority: 2, value: (m) => finite(m.salary_day) },
        { id: 'account', title: 'Account', priority: 3, value: (m) => m.account_type },
      ],
    }),
    topic({
      name: 'dashboard-updates',
      title: 'Dashboard updates',
      noun: 'update',
      role: 'gauge',
      message: DashboardUpdate,
      key: () => null,
      settings: kept(1, 1),
      columns: [
        { id: 'type', title: 'Kind', priority: 1, value: (m) => words(m.type) },
        customer,
        riskLevel,
        riskScore,
      ],
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
      rank: score,
      level: (m) => m.risk_level,
      levels: [
        { id: 'CRITICAL', title: 'CRITICAL', tone: 'critical', mark: '▲' },
        { id: 'HIGH', title: 'HIGH', tone: 'high', mark: '◆' },
        { id: 'MEDIUM', title: 'MEDIUM', tone: 'medium', mark: '●' },
        { id: 'LOW', title: 'LOW', tone: 'low', mark: '○' },
      ],
      trend: score,
      search: drives,
      sorts: { score, age: (_, time) => time, customer: (m) => m.customer_id },
      columns: [
        customer,
        riskLevel,
        riskScore,
        { id: 'trend', title: 'Trend', kind: 'trend', priority: 3, value: score },
        why,
        { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (_, entry) => entry.time },
      ],
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
      split: (m) => words(m.intervention_type),
    }),
  ],
  forms: [
    form({
      id: 'predict',
      title: 'Ask for a prediction',
      verb: 'Ask',
      blurb: 'The model scores one customer now, or as of an earlier time.',
      input: PredictInput,
      presets: [],
      door: { kind: 'http', service: 'API_URL', method: 'POST', path: '/predict', body: (input) => input },
      reply: reply<unknown, Prediction>({
        topic: predictions,
        certainty: 'exact',
        of: ({ message }) => `${message.customer_id} ${message.timestamp}`,
        in: (m) => (m.timestamp ? `${m.customer_id} ${m.timestamp}` : null),
        say: sayScore,
      }),
      timeoutMs: 30_000,
    }),
    form({
      id: 'transaction',
      title: 'Send a transaction',
      verb: 'Send transaction',
      blurb: 'A record like those of the bank; the engine scores the customer anew when it is telling.',
      input: TransactionInput,
      presets: [
        { title: 'Rent', values: { amount: 6200, txn_type: 'debit', category: 'rent', channel: 'online' } },
        { title: 'Refused debit', values: { amount: 850, category: 'utilities', channel: 'online', is_failed: true } },
        { title: 'Cash', values: { amount: 400, category: 'shopping', channel: 'atm' } },
        { title: 'Salary', values: { amount: 4300, txn_type: 'credit', category: 'salary', channel: 'transfer' } },
      ],
      door: { kind: 'topic', topic: transactions, compose: composeTransaction },
      reply: reply<{ customer_id: string }, Prediction>({
        topic: predictions,
        certainty: 'inferred',
        of: ({ input }) => input.customer_id,
        in: (m) => m.customer_id,
        say: sayScore,
      }),
      timeoutMs: 30_000,
      warn: (input) =>
        isScored(input)
          ? undefined
          : 'The engine scores only every tenth transaction like this one: an answer may not come.',
    }),
  ],
  alerts: [
    {
      id: 'delinquency-critical',
      kind: 'record',
      title: 'Customer turned CRITICAL',
      severity: 'warning',
      help: 'The score reached 0.7. Look at what drives it, and see that the phone call is made.',
      topic: predictions,
      when: (m: Prediction) => m.risk_level === 'CRITICAL',
      subject: (m: Prediction) => m.customer_id,
      say: (m: Prediction) => [sayScore(m), drives(m)].filter(Boolean).join(' · '),
      value: score,
    },
    {
      id: 'delinquency-share-high',
      kind: 'share',
      title: 'Share of HIGH and above',
      severity: 'critical',
      help: 'Many customers at once: either something happened to them all, or to the data. Compare the drivers.',
      topic: predictions,
      of: isHigh,
      overMs: 300_000,
      limit: 0.12,
      atLeast: 200,
      forMs: 30_000,
    },
    {
      id: 'delinquency-no-predictions',
      kind: 'quiet',
      title: 'No predictions',
      severity: 'critical',
      help: 'The engine has stopped scoring: look at its service and at the lag of feature-processor-group.',
      topic: predictions,
      afterMs: 60_000,
    },
  ],
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
      bands: [
        { from: 0, to: 0.3, tone: 'low', title: 'LOW' },
        { from: 0.3, to: 0.5, tone: 'medium', title: 'MEDIUM' },
        { from: 0.5, to: 0.7, tone: 'high', title: 'HIGH' },
        { from: 0.7, to: 1, tone: 'critical', title: 'CRITICAL' },
      ],
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
    ['DATABASE_URL', 'Database of the prediction service', undefined, 'secret'],
    ['MLFLOW_TRACKING_URI', 'Where its models are tracked', 'http://localhost:5000'],
  ),
}
