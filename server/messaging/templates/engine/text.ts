import { Parser } from 'htmlparser2'

const blocks = new Set(['p', 'div', 'tr', 'table', 'h1', 'h2', 'h3', 'h4', 'ul', 'ol', 'blockquote', 'hr'])
const silent = new Set(['head', 'style', 'script', 'title'])

/**
 * The plain-text part of an HTML mail. Liquid in it stays as it is. `link` writes an address by its place among the links,
 * with a colon before it where it follows words; a link whose words are its address is not said twice.
 */
export function textOf(html: string, link: (index: number, isAfterWords: boolean) => string | undefined): string {
  let out = ''
  let quiet = 0
  let links = -1
  const open: { name: string; hides: boolean }[] = []
  const anchors: { at: number; index: number }[] = []
  const breakTo = (lines: number) => {
    if (out) out = out.replace(/[ \n]*$/, '') + '\n'.repeat(Math.max(lines, out.endsWith('\n\n') ? 2 : 0))
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      // A picture that leads where the words beside it lead.
      const hides = silent.has(name) || /display:\s*none/.test(attributes['style'] ?? '') || /\bpic\b/.test(attributes['class'] ?? '')
      if (!['img', 'br', 'hr', 'meta', 'link', 'input'].includes(name)) open.push({ name, hides })
      if (hides) quiet++
      if (name === 'a' && attributes['href'] !== undefined) {
        links++
        anchors.push({ at: out.length, index: links })
      } else if (name === 'a') anchors.push({ at: out.length, index: -1 })
      if (quiet) return
      if (name === 'br') out += '\n'
      else if (name === 'li') out = `${out.replace(/[ \n]*$/, '')}\n- `
      else if (/^h[1-3]$|^p$/.test(name)) breakTo(2)
      else if (blocks.has(name)) breakTo(1)
      else if (name === 'td' && out && out.trimEnd() === out) out += ' '
      if (name === 'img' && attributes['alt'] && !/\S$/.test(out)) out += attributes['alt']
    },
    ontext(text) {
      if (!quiet) out += (/\s$/.test(out) || !out ? text.replace(/^\s+/, '') : text).replace(/[\s\u00a0]+/g, ' ').replace(/\u200b|\u200c|\u034f/g, '')
    },
    onclosetag(name) {
      const last = open.findLastIndex(one => one.name === name)
      if (last < 0) return
      if (name === 'a') closeAnchor()
      for (const left of open.splice(last)) if (left.hides) quiet--
      if (quiet) return
      if (/^h[1-3]$|^p$/.test(name)) breakTo(2)
      else if (blocks.has(name)) breakTo(1)
    },
  })
  function closeAnchor() {
    const anchor = anchors.pop()
    if (!anchor || anchor.index < 0 || quiet) return
    const words = out.slice(anchor.at).trim()
    const isSaid = words !== '' && !link(anchor.index, false)?.includes(words)
    const address = link(anchor.index, isSaid)
    if (address !== undefined) out = isSaid ? out.trimEnd() + address : out.slice(0, anchor.at) + address
  }
  parser.end(html)
  return `${out.replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim()}\n`
}
