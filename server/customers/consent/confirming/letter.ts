import type { Language } from '../../../../contracts/shapes.ts'
import type { Mail } from '../../../platform/index.ts'
import { sayIn } from './words.ts'

type Letter = { email: string; language: Language; shop: string; name: string | null; text: string | null }

/** "Was that you?", in the shop's name and the reader's language. */
export function confirmationLetter({ email, language, shop, name, text }: Letter, url: string): Mail {
  const say = sayIn(language)
  const values = { shop: shop || say('consent.letter.theShop'), name: name ?? '' }
  const lines = { hello: name ? say('consent.letter.helloName', values) : say('consent.letter.hello'), ask: say('consent.letter.ask', values), button: say('consent.letter.button'), note: say('consent.letter.note', values), link: say('consent.letter.link') }
  const subject = say('consent.letter.subject', values)
  return {
    to: email,
    subject,
    text: [lines.hello, lines.ask, ...(text ? [`“${text}”`] : []), url, lines.note].join('\n\n') + '\n',
    html: page({ language, subject: escaped(subject), shop: escaped(values.shop), text: text && escaped(text), url: escaped(url), ...lineHtml(lines) }),
  }
}

export const escaped = (text: string) => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)

const lineHtml = <T extends Record<string, string>>(lines: T) => Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, escaped(line)])) as T

type Parts = { language: string; subject: string; shop: string; text: string | null; url: string; hello: string; ask: string; button: string; note: string; link: string }

// Tables and inline styles, because mail programs know little else.
const page = (p: Parts) => `<!doctype html>
<html lang="${p.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${p.subject}</title></head>
<body style="margin:0;background:#f4f2ec;color:#1d1b16;font:16px/1.55 Inter,'Noto Sans','Noto Sans Tamil','Noto Sans Gujarati',Arial,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #e7e3d9;border-radius:12px">
<tr><td style="padding:28px 32px 0;font-weight:700;font-size:20px;color:#07503f">${p.shop}</td></tr>
<tr><td style="padding:20px 32px 0">${p.hello}</td></tr>
<tr><td style="padding:12px 32px 0">${p.ask}</td></tr>
${p.text === null ? '' : `<tr><td style="padding:16px 32px 0"><div style="border-left:3px solid #0b6e5b;padding:2px 0 2px 14px;color:#3d392f">${p.text}</div></td></tr>`}
<tr><td style="padding:24px 32px 0"><a href="${p.url}" style="display:inline-block;background:#0b6e5b;color:#ffffff;text-decoration:none;font-weight:600;padding:11px 22px;border-radius:9px">${p.button}</a></td></tr>
<tr><td style="padding:24px 32px 0;color:#5d584c;font-size:14px">${p.note}</td></tr>
<tr><td style="padding:16px 32px 28px;color:#6b6659;font-size:13px;word-break:break-all">${p.link}<br><a href="${p.url}" style="color:#0b6e5b">${p.url}</a></td></tr>
</table></td></tr></table>
</body></html>
`
