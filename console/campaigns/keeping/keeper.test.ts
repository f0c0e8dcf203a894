import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { keeperOf, type Changes } from './keeper.ts'

/** A server that answers when it is let, and what the page was told. */
function desk(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: Changes[] = []
  const told: string[] = []
  const bases: number[] = []
  const answers: ((problem?: string) => void)[] = []
  const save = (body: Changes, revision: number) => {
    sent.push(body)
    bases.push(revision)
    return new Promise<number>((done, fail) => answers.push(problem => (problem ? fail(new Error(problem)) : done(revision + 1))))
  }
  const fateOf = (problem: unknown) => ((problem as Error).message === 'offline' ? 'offline' : (problem as Error).message === 'overtaken' ? 'overtaken' : 'refused')
  const keeper = keeperOf(save, fateOf, { kept: () => told.push('kept'), waiting: () => told.push('waiting'), offline: () => told.push('offline'), overtaken: () => told.push('overtaken'), refused: problem => told.push((problem as Error).message) }, 1)
  const turn = () => new Promise<void>(done => setImmediate(done))
  /** Time passes, and the server answers what it was asked. */
  const pass = async (ms: number, problem?: string) => {
    t.mock.timers.tick(ms)
    await turn()
    answers.splice(0).forEach(answer => answer(problem))
    await turn()
  }
  return { ...keeper, sent, bases, told, pass }
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

test('each change says on which draft it was made: what is typed while another is on its way, on that one', async t => {
  const { change, pass, bases, see } = desk(t)
  change({ name: 'One' })
  await pass(500)
  see(7) // somebody else's, come by itself while nothing was typed here
  change({ name: 'Two' })
  see(8) // and another one while this was
  await pass(500)
  assert.deepEqual(bases, [1, 7])
})

test('what was made on an older draft waits until a person says whose stands', async t => {
  const { change, flush, pass, sent, bases, told, keepMine, letGo } = desk(t)
  change({ name: 'Mine' })
  await pass(500, 'overtaken')
  change({ holdOutPercent: 0 })
  await pass(9000)
  assert.deepEqual([sent.length, told.at(-1)], [1, 'overtaken'])
  assert.equal(await flush(), false)
  void keepMine(5)
  await pass(0)
  assert.deepEqual([sent.at(-1), bases.at(-1), told.at(-1)], [{ name: 'Mine', holdOutPercent: 0 }, 5, 'kept'])
  change({ name: 'Mine again' })
  await pass(500, 'overtaken')
  letGo()
  change({ holdOutPercent: 5 })
  await pass(500)
  assert.deepEqual(sent.at(-1), { holdOutPercent: 5 })
})
