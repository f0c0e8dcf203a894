import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { describeSettings, loadConfig, settings } from './config.ts'

test('the command line wins over the environment, and that over the default', () => {
  assert.equal(loadConfig([], {}).port, 4800)
  assert.equal(loadConfig([], { PORT: '80' }).port, 80)
  assert.equal(loadConfig(['--port', '81'], { PORT: '80' }).port, 81)
  assert.equal(loadConfig(['--port=82'], { PORT: '80' }).port, 82)
  assert.equal(loadConfig([], { PORT: '' }).port, 4800)
})

test('a folder is meant from where the person stands; the default is Suki’s own', () => {
  assert.equal(loadConfig(['--data', 'shop'], {}).data, resolve('shop'))
  assert.equal(loadConfig([], {}).data, resolve(import.meta.dirname, '../../data'))
})

test('web and worker run together unless one is named', () => {
  assert.deepEqual([loadConfig([], {}).roles, loadConfig(['worker', '--port', '1'], {}).roles], [['web', 'worker'], ['worker']])
})

test('every wrong setting is named at once, and no secret is shown', () => {
  assert.throws(() => loadConfig(['--port', '99999'], { LOG_LEVEL: 'loud', SUKI_SECRET: 'hunter2' }), (error: Error) => {
    assert.deepEqual(error.message.split('\n').map(line => line.split(':')[0]), ['--port is "99999"', 'SUKI_SECRET is not usable', 'LOG_LEVEL is "loud"'])
    return !error.message.includes('hunter2')
  })
  assert.throws(() => loadConfig(['--port'], {}), /--port needs a value\./)
})

test('the help lists every setting', () => {
  const help = describeSettings()
  for (const { env } of Object.values(settings)) assert.match(help, new RegExp(`\\b${env} `))
})
