const heads = /^(>|-{2,} ?(original message|forwarded message|oorspronkelijk bericht|ursprüngliche nachricht|исходное сообщение)|_{20,}$)/i
const attribution = /^(on|op|am|le|el|il|em|den|noong)\b.{6,200}:$|^.{6,200}(wrote|schreef|schrieb|écrit|escribió|ha scritto|escreveu|skrev|написал\(?а?\)?|пишет):$/iu

/** What a person wrote, and the mail that it answers, which programs put below it. Nothing is lost: the two together are the text. */
export function splitQuoted(text: string): { own: string; quoted: string } {
  const lines = text.split('\n')
  const head = lines.findIndex((line, i) => heads.test(line.trim()) && (line.trim()[0] !== '>' || lines.slice(i).every(one => !one.trim() || one.trim()[0] === '>')))
  if (head < 0) return { own: text, quoted: '' }
  // "On 3 May Ana wrote:" stands above, in one line or broken into two.
  const above = lines.slice(0, head).findLastIndex(line => line.trim() !== '')
  const isSaid = (from: number) => above >= 0 && from >= 0 && attribution.test(lines.slice(from, above + 1).join(' ').trim())
  const from = isSaid(above) ? above : isSaid(above - 1) ? above - 1 : head
  const own = lines.slice(0, from).join('\n')
  // Who writes below or between has nothing above: then all of it is theirs.
  return own.trim() ? { own, quoted: `\n${lines.slice(from).join('\n')}` } : { own: text, quoted: '' }
}
