import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/support/world.ts'

const nasty = ['plain', `it's`, `"`, '\\', `\\'`, `\\\\'`, 'a\tb\nc\rd', '\\n', '\\N', '\0', 'a\0b', '', ' ', `'); drop table events; --`, `{texts:Array(String)}`, `']`, 'Größe "42" ☕', '`', '\u001e']

test('a parameter says what was put in, alone, in a list and in a list of lists, whatever it is', async t => {
  const { ctx: { warehouse } } = await world(t)
  for (const text of nasty) {
    const [row] = await warehouse.rows<{ one: string; listed: string[]; nested: string[][]; quoted: string }>(
      `select {text:String} as one, {texts:Array(String)} as listed, {nested:Array(Array(String))} as nested, 'not {texts:Array(String)} here' as quoted`, { text, texts: [text, 'other'], nested: [[text], []] })
    assert.deepEqual(row, { one: text, listed: [text, 'other'], nested: [[text], []], quoted: 'not {texts:Array(String)} here' }, JSON.stringify(text))
  }
  const [all] = await warehouse.rows<{ texts: string[] }>('select {texts:Array(String)} as texts', { texts: nasty })
  assert.deepEqual(all?.texts, nasty)
  const [found] = await warehouse.rows<{ is: number }>('select {text:String} in {texts:Array(String)} as is', { text: `\\'`, texts: nasty })
  assert.equal(found?.is, 1)
})

test('settings live as long as one question; one that is refused, or that there is not, leaves none behind', async t => {
  const { ctx: { warehouse } } = await world(t)
  const depth = async (settings = {}) => (await warehouse.rows<{ value: string }>(`select toString(getSetting('max_ast_depth')) as value`, {}, settings))[0]!.value
  const usual = await depth()
  for (const refused of [{ max_ast_depth: 777, there_is_no_such_setting: 1 }, { max_ast_depth: 'many' }]) {
    // On each of the connections, and more than once.
    for (let asked = 0; asked < 10; asked++) {
      await assert.rejects(depth(refused), /there_is_no_such_setting|many/i)
      assert.equal(await depth(), usual)
      assert.equal(await depth({ max_ast_depth: 778 }), '778')
    }
    assert.deepEqual(await Promise.all(Array.from({ length: 8 }, () => depth())), Array<string>(8).fill(usual))
  }
})
