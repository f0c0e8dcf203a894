import { fontFaces } from '../../../customers/index.ts'
import type { BrandKit, Palette } from '../../../../contracts/templates.ts'

const colours = ({ page, surface, soft, ink, muted, line, brand, onBrand, link }: Palette) =>
  `--page:${page};--surface:${surface};--soft:${soft};--ink:${ink};--muted:${muted};--line:${line};--brand:${brand};--on-brand:${onBrand};--link:${link}`

/** The look of the public pages: the shop's colours, by day and by night; our own letters, because not every device has all six scripts. */
export const styleOf = ({ light, dark, buttonRadius, cornerRadius }: BrandKit): string => `${fontFaces}
:root{${colours(light)};--button:${buttonRadius}px;--corner:${cornerRadius}px;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{${colours(dark)}}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;gap:20px;padding:40px 16px 32px;background:var(--page);color:var(--ink);font:16px/1.5 Letter,system-ui,sans-serif;-webkit-text-size-adjust:100%}
header,main,footer{width:100%;max-width:600px}
header{font-weight:700;font-size:18px;padding:0 4px}header img{display:block;max-width:180px;max-height:64px}
main{display:grid;gap:16px}
h1{margin:0;font-size:26px;line-height:1.25;letter-spacing:-.01em;text-wrap:balance}
h2,legend{margin:0;padding:0;font-size:17px;font-weight:650;line-height:1.35}
p{margin:0;overflow-wrap:anywhere;text-wrap:pretty}.soft{color:var(--muted)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:var(--corner);padding:24px;display:grid;gap:14px;align-content:start}
.top{display:grid;gap:6px;padding:0 4px 4px}
fieldset{border:0;margin:0;padding:0;min-width:0}fieldset>.soft{margin:2px 0 8px;font-size:15px}
fieldset+fieldset{border-top:1px solid var(--line);padding-top:18px;margin-top:4px}
fieldset+fieldset legend{float:left;width:100%}fieldset+fieldset legend+*{clear:both}
.row{display:flex;gap:12px;align-items:center;min-height:44px;padding:6px 0;cursor:pointer;overflow-wrap:anywhere}
.row input{flex:none;width:22px;height:22px;margin:0;accent-color:var(--brand);cursor:pointer}
.note{padding:10px 12px;border-radius:8px;background:var(--soft);font-size:15px}
button,.button{font:inherit;font-weight:600;border:1px solid transparent;border-radius:var(--button);padding:10px 22px;min-height:46px;cursor:pointer;text-align:center;text-decoration:none;overflow-wrap:anywhere}
.main{color:var(--on-brand);background:var(--brand)}
.quiet{color:var(--link);background:transparent;border-color:var(--line)}
.quiet:hover{border-color:var(--link)}.main:hover{filter:brightness(1.06)}
a,.plain{color:var(--link)}.plain{background:none;border:0;padding:4px 0;min-height:0;text-decoration:underline;font-weight:600}
:focus-visible{outline:3px solid var(--link);outline-offset:3px}
form{display:grid;gap:14px;justify-items:start}form>fieldset,form>details{justify-self:stretch}
details{border-top:1px solid var(--line);padding-top:4px}summary{cursor:pointer;min-height:44px;display:flex;align-items:center;gap:10px;color:var(--link);font-weight:600;list-style:none}summary::-webkit-details-marker{display:none}
summary::before{content:"";flex:none;width:8px;height:8px;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(-45deg);transition:transform .15s}details[open]>summary::before{transform:rotate(45deg)}
@media (prefers-reduced-motion:reduce){summary::before{transition:none}}
details>*+*{margin-top:6px}details form{padding-bottom:6px}
.said{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;justify-content:space-between;background:var(--soft);border:1px solid var(--brand);border-radius:var(--corner);padding:14px 18px}.said p{font-weight:600;flex:1 1 200px}
.two{display:grid;gap:16px}
nav{display:flex;flex-wrap:wrap;gap:2px 16px;justify-content:center;font-size:14.5px;color:var(--muted)}nav a,nav span{color:inherit;padding:8px 0}nav span{font-weight:650;color:var(--ink)}
@media (min-width:600px){.two{grid-template-columns:1fr 1fr}}
@media (max-width:480px){body{padding-top:24px}.card{padding:20px 18px}form>button{width:100%}form>.plain{width:auto}}`
