import { blocksOf, type Block, type BlockType, type Column, type Section } from '../../../../contracts/templates.ts'

// Changes of the tree of blocks, each giving a new one. Nothing here knows of the screen.

export const newId = (kind: string) => `${kind}-${crypto.randomUUID().slice(0, 8)}`

/** A new block; words are given, so that it speaks the message's language. */
export function newBlock(type: BlockType, words: { text: string; button: string; unsubscribe: string; preferences: string }): Block {
  const base = { id: newId(type), when: null }
  const blocks: Record<BlockType, Block> = {
    text: { ...base, type: 'text', html: `<p>${words.text}</p>`, align: 'left', colour: 'ink', size: 'normal' },
    image: { ...base, type: 'image', src: '', alt: '', href: null, width: 536, align: 'center', rounded: true },
    button: { ...base, type: 'button', text: words.button, href: '{{ store.website }}', align: 'left', look: 'filled', wide: false },
    products: { ...base, type: 'products', from: 'chosen', productIds: [], limit: 4, layout: 'grid', price: true, quantity: false },
    divider: { ...base, type: 'divider' },
    spacer: { ...base, type: 'spacer', height: 24 },
    logo: { ...base, type: 'logo', align: 'left', width: 140 },
    social: { ...base, type: 'social', align: 'left' },
    footer: { ...base, type: 'footer', html: '', unsubscribe: words.unsubscribe, preferences: words.preferences, view: '', align: 'left' },
  }
  return blocks[type]
}

export function newSection(count: number, blocks: Block[] = []): Section {
  const width = Math.floor(100 / count)
  return { id: newId('section'), when: null, background: 'surface', padding: 'normal', columns: Array.from({ length: count }, (_, n) => ({ id: newId('column'), width: n === 0 ? 100 - width * (count - 1) : width, blocks: n === 0 ? blocks : [] })) }
}

export const findBlock = (sections: Section[], id: string | null): Block | undefined => blocksOf({ form: 'blocks', sections }).find(block => block.id === id)

const inColumns = (sections: Section[], change: (column: Column) => Column): Section[] => sections.map(section => ({ ...section, columns: section.columns.map(change) }))

export const changeBlock = (sections: Section[], id: string, change: Partial<Block>): Section[] =>
  inColumns(sections, column => (column.blocks.some(block => block.id === id) ? { ...column, blocks: column.blocks.map(block => (block.id === id ? ({ ...block, ...change } as Block) : block)) } : column))

export const changeSection = (sections: Section[], id: string, change: Partial<Section>): Section[] => sections.map(section => (section.id === id ? { ...section, ...change } : section))

/** Takes a block or a section away. */
export const remove = (sections: Section[], id: string): Section[] => inColumns(sections.filter(section => section.id !== id), column => ({ ...column, blocks: column.blocks.filter(block => block.id !== id) }))

/** Puts a block into a column; at its end when no place is given. */
export const place = (sections: Section[], block: Block, { columnId, index }: { columnId: string; index?: number }): Section[] =>
  inColumns(sections, column => (column.id === columnId ? { ...column, blocks: column.blocks.toSpliced(index ?? column.blocks.length, 0, block) } : column))

/** Behind the chosen block, at the end of the chosen section, else before the last section, which is the footer. */
export function add(sections: Section[], block: Block, chosen: string | null): Section[] {
  const columns = sections.flatMap(section => section.columns)
  const home = columns.find(column => column.blocks.some(one => one.id === chosen))
  if (home) return place(sections, block, { columnId: home.id, index: home.blocks.findIndex(one => one.id === chosen) + 1 })
  const section = sections.find(one => one.id === chosen)
  return section ? place(sections, block, { columnId: section.columns[0]!.id }) : addSection(sections, newSection(1, [block]), null)
}

export function addSection(sections: Section[], section: Section, chosen: string | null): Section[] {
  const at = sections.findIndex(one => one.id === chosen || one.columns.some(column => column.blocks.some(block => block.id === chosen)))
  return sections.toSpliced(at < 0 ? Math.max(0, sections.length - 1) : at + 1, 0, section)
}

/** Moves a block to another place; the index counts before it is taken out. The same tree when it stands there. */
export function moveTo(sections: Section[], id: string, to: { columnId: string; index: number }): Section[] {
  const block = findBlock(sections, id)
  const home = sections.flatMap(section => section.columns).find(column => column.blocks.some(one => one.id === id))
  if (!block || !home) return sections
  const from = home.blocks.findIndex(one => one.id === id)
  const index = home.id === to.columnId && from < to.index ? to.index - 1 : to.index
  return home.id === to.columnId && index === from ? sections : place(remove(sections, id), block, { columnId: to.columnId, index })
}

/** Moves a section before another one; the index counts before it is taken out. The same tree when it stands there. */
export function moveSection(sections: Section[], id: string, index: number): Section[] {
  const from = sections.findIndex(section => section.id === id)
  const to = from < index ? index - 1 : index
  return to === from ? sections : sections.toSpliced(from, 1).toSpliced(to, 0, sections[from]!)
}

/** One step up or down: within its column, then into the next one. A section changes places with its neighbour. */
export function step(sections: Section[], id: string, by: -1 | 1): Section[] {
  const at = sections.findIndex(section => section.id === id)
  if (at >= 0) return sections[at + by] ? moveSection(sections, id, by < 0 ? at - 1 : at + 2) : sections
  const columns = sections.flatMap(section => section.columns)
  const home = columns.findIndex(column => column.blocks.some(block => block.id === id))
  if (home < 0) return sections
  const { id: columnId, blocks } = columns[home]!
  const index = blocks.findIndex(block => block.id === id)
  if (blocks[index + by]) return moveTo(sections, id, { columnId, index: by < 0 ? index - 1 : index + 2 })
  const next = columns[home + by]
  return next ? moveTo(sections, id, { columnId: next.id, index: by < 0 ? next.blocks.length : 0 }) : sections
}

/** The same again behind it, with ids of its own. */
export function duplicate(sections: Section[], id: string): Section[] {
  const block = findBlock(sections, id)
  if (block) return add(sections, { ...block, id: newId(block.type) }, id)
  const section = sections.find(one => one.id === id)
  if (!section) return sections
  const copy = { ...section, id: newId('section'), columns: section.columns.map(column => ({ ...column, id: newId('column'), blocks: column.blocks.map(one => ({ ...one, id: newId(one.type) })) })) }
  return addSection(sections, copy, id)
}

/** Another number of columns: what stands in those that go moves into the last one that stays. */
export function setColumns(section: Section, count: number): Section {
  const fresh = newSection(count).columns
  return { ...section, columns: fresh.map((column, n) => ({ ...column, id: section.columns[n]?.id ?? column.id, blocks: n === count - 1 ? section.columns.slice(n).flatMap(one => one.blocks) : (section.columns[n]?.blocks ?? []) })) }
}
