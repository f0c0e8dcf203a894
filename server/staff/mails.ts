import en from '../../languages/en/mails.json' with { type: 'json' }
import fil from '../../languages/fil/mails.json' with { type: 'json' }
import gu from '../../languages/gu/mails.json' with { type: 'json' }
import nl from '../../languages/nl/mails.json' with { type: 'json' }
import ru from '../../languages/ru/mails.json' with { type: 'json' }
import ta from '../../languages/ta/mails.json' with { type: 'json' }
import type { Language } from '../../contracts/shapes.ts'
import type { Mail } from '../platform/index.ts'

type Texts = typeof en
const texts: Record<Language, Texts> = { en, fil, ta, nl, ru, gu }

type Reader = { name?: string; email: string; language: string }
type InvitedRole = keyof Texts['role']

/** The link for a new password. */
export const resetMail = (reader: Reader, { url }: { url: string }) => mailOf('reset', reader, { url })

/** Tells a person that their password was changed, in case it was not them. */
export const changedMail = (reader: Reader, { url }: { url: string }) => mailOf('changed', reader, { url })

export const invitationMail = (reader: Reader, { url, inviter, role }: { url: string; inviter: string; role: InvitedRole }) => mailOf('invitation', reader, { url, inviter, role: textsOf(reader).role[role] })

const textsOf = ({ language }: Reader): Texts => texts[language as Language] ?? en

/** A mail of Suki's own in the reader's language: text, and the same as HTML. */
function mailOf(kind: 'reset' | 'changed' | 'invitation', reader: Reader, { url, ...values }: { url: string } & Record<string, string>): Mail {
  const own = textsOf(reader)
  const { subject, text, button, note } = own[kind]
  const greeting = reader.name ? own.hello : own.welcome
  const fill = (sentence: string) => filled(sentence, { name: reader.name ?? '', ...values })
  const fillHtml = (sentence: string) => escaped(fill(sentence))
  return {
    to: reader.email,
    subject: fill(subject),
    text: [fill(greeting), fill(text), url, fill(note), '--\n' + own.footer].join('\n\n') + '\n',
    html: page({ language: reader.language, title: fillHtml(subject), greeting: fillHtml(greeting), text: fillHtml(text), button: fillHtml(button), note: fillHtml(note), link: escaped(own.link), footer: escaped(own.footer), url: escaped(url) }),
  }
}

const filled = (sentence: string, values: Record<string, string>) => sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
const escaped = (text: string) => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)

type Parts = Record<'language' | 'title' | 'greeting' | 'text' | 'button' | 'note' | 'link' | 'footer' | 'url', string>

// Tables and inline styles, because mail programs know little else. Colours are those of the console's paper and ink.
const page = (p: Parts) => `<!doctype html>
<html lang="${p.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${p.title}</title></head>
<body style="margin:0;background:#f4f2ec;color:#1d1b16;font:16px/1.55 Inter,'Noto Sans','Noto Sans Tamil','Noto Sans Gujarati',Arial,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #e7e3d9;border-radius:12px">
<tr><td style="padding:28px 32px 0;font-weight:700;font-size:20px;color:#07503f">suki</td></tr>
<tr><td style="padding:20px 32px 0">${p.greeting}</td></tr>
<tr><td style="padding:12px 32px 0">${p.text}</td></tr>
<tr><td style="padding:24px 32px 0"><a href="${p.url}" style="display:inline-block;background:#0b6e5b;color:#ffffff;text-decoration:none;font-weight:600;padding:11px 22px;border-radius:9px">${p.button}</a></td></tr>
<tr><td style="padding:24px 32px 0;color:#5d584c;font-size:14px">${p.note}</td></tr>
<tr><td style="padding:16px 32px 28px;color:#6b6659;font-size:13px;word-break:break-all">${p.link}<br><a href="${p.url}" style="color:#0b6e5b">${p.url}</a></td></tr>
</table>
<p style="max-width:520px;margin:16px auto 0;color:#6b6659;font-size:12px">${p.footer}</p>
</td></tr></table>
</body></html>
`
