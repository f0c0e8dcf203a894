import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { languages, type Language } from '../../../../contracts/shapes.ts'
import type { Ctx } from '../../../platform/index.ts'
import { confirm, openedConfirmation, type Opened } from './confirm.ts'
import { fontFaces, serveFonts } from './fonts.ts'
import { escaped } from './letter.ts'
import { confirmationIn } from './link.ts'
import { sayIn, type Say } from './words.ts'

type Request = FastifyRequest<{ Params: { token: string }; Querystring: { language?: string } }>

/**
 * Serves the page behind the letter. Programs that read mails open every link in them: opening it only asks,
 * and the button answers.
 */
export async function serveConfirmations(app: FastifyInstance, ctx: Ctx): Promise<void> {
  await app.register(async own => {
    own.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) => done(null, {}))
    serveFonts(own)
    own.get('/consent/:token', async (request: Request, reply) => show(ctx, request, reply))
    own.post('/consent/:token', async (request: Request, reply) => {
      const id = confirmationIn(ctx, request.params.token)
      if (id) await confirm(ctx, id, { ip: request.ip, userAgent: request.headers['user-agent']?.slice(0, 500) ?? '' })
      return reply.redirect(`/consent/${encodeURIComponent(request.params.token)}${request.query.language ? `?language=${encodeURIComponent(request.query.language)}` : ''}`, 303)
    })
  })
}

async function show(ctx: Ctx, { params, query }: Request, reply: FastifyReply) {
  const id = confirmationIn(ctx, params.token)
  const opened = id ? await openedConfirmation(ctx, id) : undefined
  const language = languages.find(one => one === query.language) ?? opened?.language ?? 'en'
  return reply.status(opened ? 200 : 404).type('text/html; charset=utf-8').header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').send(page(opened, language, params.token))
}

function contentOf(opened: Opened | undefined, say: Say): { title: string; text: string; quote?: string | null; button?: string } {
  const shop = opened?.shop || say('consent.letter.theShop')
  if (!opened) return { title: say('consent.letter.unknownTitle'), text: say('consent.letter.unknownText') }
  if (opened.isConfirmed) return { title: say('consent.letter.doneTitle'), text: say('consent.letter.doneText', { shop }) }
  if (opened.isOver) return { title: say('consent.letter.overTitle'), text: say('consent.letter.overText', { shop }) }
  return { title: say('consent.letter.pageTitle', { shop }), text: say('consent.letter.pageText', { shop, email: opened.email }), quote: opened.text, button: say('consent.letter.button') }
}

const languageNames: Record<Language, string> = { en: 'English', fil: 'Filipino', ta: 'தமிழ்', nl: 'Nederlands', ru: 'Русский', gu: 'ગુજરાતી' }

function page(opened: Opened | undefined, language: Language, token: string): string {
  const { title, text, quote, button } = contentOf(opened, sayIn(language))
  const others = languages.map(one => (one === language ? `<span aria-current="true">${languageNames[one]}</span>` : `<a href="?language=${one}" hreflang="${one}" lang="${one}">${languageNames[one]}</a>`))
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${style}</style></head>
<body><main>
${opened?.shop ? `<p class="shop">${escaped(opened.shop)}</p>` : ''}
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
${quote ? `<blockquote>${escaped(quote)}</blockquote>` : ''}
${button ? `<form method="post" action="/consent/${escaped(encodeURIComponent(token))}?language=${language}"><button>${escaped(button)}</button></form>` : ''}
</main><footer>${others.join(' ')}</footer></body></html>`
}

const style = `${fontFaces}
:root{--paper:#f4f2ec;--card:#fff;--ink:#1d1b16;--soft:#5d584c;--line:#e7e3d9;--green:#0b6e5b;--on:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#171613;--card:#201f1b;--ink:#efece4;--soft:#b3ad9f;--line:#35322b;--green:#3fbf9f;--on:#0d1f1a}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:20px;padding:24px 16px;background:var(--paper);color:var(--ink);font:16px/1.55 Letter,system-ui,sans-serif}
main{width:100%;max-width:480px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:32px}
.shop{margin:0 0 20px;font-weight:700;color:var(--green)}h1{margin:0 0 10px;font-size:22px;line-height:1.3}p{margin:0 0 16px;color:var(--soft);overflow-wrap:anywhere}
blockquote{margin:0 0 20px;padding:2px 0 2px 14px;border-left:3px solid var(--green)}
button{font:inherit;font-weight:600;color:var(--on);background:var(--green);border:0;border-radius:10px;padding:12px 24px;cursor:pointer;min-height:44px}button:focus-visible,a:focus-visible{outline:3px solid var(--green);outline-offset:3px}
footer{display:flex;flex-wrap:wrap;gap:6px 14px;justify-content:center;font-size:14px;color:var(--soft)}footer a{color:inherit;padding:4px 0}footer span{padding:4px 0;font-weight:600}`
