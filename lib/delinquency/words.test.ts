import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { drives, featurePhrase, featureValue } from './words.ts'

describe('the words for what drives a risk', () => {
  it('says what drives a risk as a colleague would', () => {
    assert.equal(featurePhrase('failed_autodebit_count_30d', '3.0000'), 'failed debit ×3')
    assert.equal(featurePhrase('salary_delay_days', 6), 'salary 6 days late')
    assert.equal(featurePhrase('discretionary_spend_drop_30d_pct', -48.2), 'discretionary spend −48 %')
    assert.equal(featurePhrase('savings_drawdown_30d_pct', -9.9999), 'savings falling')
    assert.equal(featurePhrase('something_new', 2), 'something new 2')
    assert.equal(featurePhrase('constructor', 'NaN'), 'constructor')
  })

  it('names the two strongest reasons that raise the score', () => {
    const top_drivers = [
      { feature: 'months_since_salary_miss', value: '3.0000', impact: -0.5 },
      { feature: 'salary_delay_days', value: '6.0000', impact: 0.17 },
      { feature: 'failed_autodebit_count_30d', value: '1.0000', impact: 0.38 },
      { feature: 'cash_reliance_ratio', value: '0.4500', impact: 0.01 },
    ]
    assert.equal(drives({ explanation: { top_drivers } }), 'failed debit, salary 6 days late')
    assert.equal(drives({ explanation: { top_drivers: top_drivers.slice(0, 1) } }), 'salary missed 3 months ago')
    const stress = { feature: 'financial_stress_composite_score', value: '0.8529', impact: 1.4 }
    assert.equal(
      drives({ explanation: { top_drivers: [stress, ...top_drivers] } }),
      'failed debit, salary 6 days late',
      'a composite score tells nobody what to do',
    )
    assert.equal(drives({ explanation: { top_drivers: [stress] } }), 'financial stress 0.85')
  })

  it('falls back on the largest features where the service explains nothing, and on silence where it sends none', () => {
    assert.equal(drives({ top_features: [{ feature: 'cash_reliance_ratio', value: 0.45 }] }), 'cash reliance 45 %')
    for (const odd of [null, {}, { top_features: 'x' }, { top_features: [null, { feature: 3 }] }])
      assert.equal(drives(odd), '')
  })

  it('writes values with their unit', () => {
    assert.equal(featureValue('savings_drawdown_30d_pct', -41.2), '−41 %')
    assert.equal(featureValue('salary_delay_days', 6), '6 d')
    assert.equal(featureValue('salary_delay_days', 'NaN'), '–')
  })
})
