import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { keeperOf, type Changes } from './keeper.ts'

/** A server that answers when it is let, and what the page was told. */
function desk(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: Changes[] = []
  const told: string[] = []
  const answers: ((problem?: string) => void)[] = []
  const save = (body: Changes) => {
    sent.push(body)
    return new Promise<void>((done, fail) => answers.push(problem => (problem ? fail(new Error(problem)) : done())))
  }
  const keeper = keeperOf(save, problem => (problem as Error).message === 'offline', { kept: () => told.push('kept'), waiting: () => told.push('waiting'), offline: () => told.push('offline'), refused: problem => told.push((problem as Error).message) })
  const turn = () => new Promise<void>(done => setImmediate(done))
  /** Time passes, and the server answers what it was asked. */
  const pass = async (ms: number, problem?: string) => {
    t.mock.timers.tick(ms)
    await turn()
    answers.splice(0).forEach(answer => answer(problem))
    await turn()
  }
  return { ...keeper, sent, told, pass }
}

test('what is typed is sent once, half a second after the last key', async t => {
  const { change, pass, sent } = desk(t)
  for (const name of ['S', 'Sp', 'Spring']) {
    change({ name })
    await pass(100)
  }
  change({ holdOutPercent: 10 })
  await pass(499)
  assert.deepEqual(sent, [])
  await pass(1)
  assert.deepEqual(sent, [{ name: 'Spring', holdOutPercent: 10 }])
})

test('leaving at once loses nothing', async t => {
  const { change, flush, sent, pass } = desk(t)
  change({ name: 'Spring' })
  const left = flush()
  await pass(0)
  assert.deepEqual([await left, sent], [true, [{ name: 'Spring' }]])
})

test('changes go one after another, and a newer one never overtakes', async t => {
  const { change, flush, sent, pass } = desk(t)
  change({ name: 'One' })
  void flush()
  change({ name: 'Two' })
  void flush()
  await pass(0)
  assert.deepEqual(sent, [{ name: 'Two' }])
  change({ name: 'Three' })
  await pass(500)
  assert.deepEqual(sent, [{ name: 'Two' }, { name: 'Three' }])
})

test('without a connection it waits, and goes along with what changes meanwhile', async t => {
  const { change, sent, told, pass } = desk(t)
  change({ name: 'Spring', holdOutPercent: 10 })
  await pass(500, 'offline')
  change({ holdOutPercent: 0 })
  await pass(500)
  assert.deepEqual(sent.at(-1), { name: 'Spring', holdOutPercent: 0 })
  change({ name: 'Summer' })
  await pass(500, 'offline')
  await pass(5000)
  assert.deepEqual([sent.at(-1), told.at(-1)], [{ name: 'Summer' }, 'kept'])
})

test('what is refused is told and not sent again; an empty name is not sent at all', async t => {
  const { change, flush, sent, told, pass } = desk(t)
  change({ holdOutPercent: 5 })
  await pass(500, 'This campaign is sending; only a draft can be changed.')
  change({ name: ' ' })
  const kept = flush()
  await pass(0)
  assert.deepEqual([await kept, sent.length, told.at(-2)], [true, 1, 'This campaign is sending; only a draft can be changed.'])
})
