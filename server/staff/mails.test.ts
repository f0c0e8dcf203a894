import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '../../contracts/shapes.ts'
import { changedMail, invitationMail, resetMail } from './mails.ts'

const url = 'https://crm.shop.example/reset#a&b'

for (const language of languages) {
  test(`Suki's own mails are whole in ${language}, as text and as HTML`, () => {
    const reader = { name: 'Ana <b>', email: 'ana@shop.example', language }
    for (const mail of [resetMail(reader, { url }), changedMail(reader, { url }), invitationMail({ ...reader, name: '' }, { url, inviter: 'Maria', role: 'agent' })]) {
      assert.doesNotMatch(mail.subject + mail.text + mail.html, /\{\{|undefined/)
      assert.doesNotMatch(mail.html ?? '', /<b>/)
      assert.ok(mail.text.includes(url) && mail.html?.includes('https://crm.shop.example/reset#a&#38;b'))
      assert.match(mail.html ?? '', new RegExp(`<html lang="${language}">`))
    }
  })
}
