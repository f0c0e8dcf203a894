/**
 * How well typed words fit a title: 0 not at all; a beginning is better than a later word, and letters in order
 * with gaps ("nwimp" for "New import") come last. Accents do not matter.
 */
export function matches(words: string, title: string): number {
  const [wanted, text] = [plain(words), plain(title)]
  if (!wanted) return 1
  if (text.startsWith(wanted)) return 4
  if (text.split(/\s+/).some(word => word.startsWith(wanted))) return 3
  if (text.includes(wanted)) return 2
  return wanted.length > 2 && isInOrder(wanted.replaceAll(' ', ''), text) ? 1 : 0
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{Mn}/gu, '').toLocaleLowerCase().trim()

function isInOrder(letters: string, text: string): boolean {
  let at = -1
  return [...letters].every(letter => (at = text.indexOf(letter, at + 1)) >= 0)
}
