import { IconGripVertical } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { useState, type CSSProperties, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { Block, BrandKit, Column, Finding, Section } from '../../../../contracts/templates.ts'
import { useText } from '../../../ui/index.ts'
import css from '../../templates.module.css'
import { blockNames } from '../../words.ts'
import { Drawn } from './drawn.tsx'
import { colourOf, inkOf } from './look.ts'
import { changeBlock, duplicate, moveTo, remove, step } from './tree.ts'

type Props = {
  sections: Section[]; kit: BrandKit; chosen: string | null; findings: Finding[]
  onChoose: (id: string | null) => void
  onChange: (sections: Section[], tag?: string) => void
  onEditor: (editor: Editor | null) => void
}
type Place = { columnId: string; index: number }

/** The message as blocks: chosen with a click or the arrows, moved with the mouse or Alt and the arrows, doubled with Ctrl and D, taken away with Delete. */
export function Canvas({ sections, kit, chosen, findings, onChoose, onChange, onEditor }: Props) {
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<Place | null>(null)
  const flawed = new Set(findings.filter(({ severity }) => severity !== 'hint').map(({ blockId }) => blockId))
  const drop = () => {
    if (dragged && over) onChange(moveTo(sections, dragged, over))
    setDragged(null)
    setOver(null)
  }
  const keys = (id: string) => (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by && event.altKey) {
      onChange(step(sections, id, by))
      holdOn(id)
    } else if (by) gripBeside(event.currentTarget, by)?.focus()
    else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) onChange(duplicate(sections, id))
    else if (event.key === 'Enter') textBeside(event.currentTarget)?.focus()
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      const next = gripBeside(event.currentTarget, 1)?.dataset['grip'] ?? gripBeside(event.currentTarget, -1)?.dataset['grip']
      onChange(remove(sections, id))
      onChoose(null)
      if (next) holdOn(next)
    } else return
    event.preventDefault()
  }
  const dragOver = (column: Column) => (event: DragEvent) => {
    if (!dragged) return
    event.preventDefault()
    event.stopPropagation()
    const rows = [...event.currentTarget.querySelectorAll(':scope > [data-block]')].map(row => row.getBoundingClientRect())
    const index = rows.findIndex(row => event.clientY < row.top + row.height / 2)
    setOver({ columnId: column.id, index: index < 0 ? rows.length : index })
  }
  const blockOf = (block: Block, section: Section) => (
    <BlockFrame key={block.id} block={block} isChosen={chosen === block.id} isFlawed={flawed.has(block.id)} isDragged={dragged === block.id} onChoose={() => onChoose(block.id)} onKeyDown={keys(block.id)} onDrag={setDragged} onDragEnd={drop}>
      <Drawn block={block} section={section} kit={kit} onChange={change => onChange(changeBlock(sections, block.id, change), block.id)} onEditor={onEditor} onChoose={() => onChoose(block.id)} />
    </BlockFrame>
  )
  return (
    <div className={css.canvas} style={{ background: kit.light.page }} onDrop={event => { event.preventDefault(); drop() }}>
      {sections.map((section, at) => (
        <SectionFrame key={section.id} section={section} place={at + 1} isChosen={chosen === section.id} isFlawed={flawed.has(section.id)} style={{ background: colourOf(kit.light, section.background), color: inkOf(kit.light, section.background, 'ink') }} onChoose={() => onChoose(section.id)} onKeyDown={keys(section.id)}>
          {section.columns.map(column => (
            <div key={column.id} className={css.column} style={{ flex: `${column.width} 1 0` }} data-over={over?.columnId === column.id && column.blocks.length === 0} onDragOver={dragOver(column)}>
              {column.blocks.map((block, index) => [over?.columnId === column.id && over.index === index && dragged ? <div key="line" className={css.dropLine} /> : null, blockOf(block, section)])}
              {over?.columnId === column.id && over.index === column.blocks.length && dragged && <div className={css.dropLine} />}
            </div>
          ))}
        </SectionFrame>
      ))}
    </div>
  )
}

const grips = () => [...document.querySelectorAll<HTMLElement>('[data-grip]')]
const gripBeside = (grip: Element, by: -1 | 1) => grips()[grips().findIndex(one => one === grip) + by]
const textBeside = (grip: Element) => grip.parentElement?.querySelector<HTMLElement>('[role=textbox]')
/** A block that moved into another column is drawn anew: the keyboard stays with it. */
const holdOn = (id: string) => void requestAnimationFrame(() => grips().find(grip => grip.dataset['grip'] === id)?.focus())

type FrameProps = { isChosen: boolean; isFlawed: boolean; onChoose: () => void; onKeyDown: (event: KeyboardEvent) => void; children: ReactNode }

function BlockFrame({ block, isChosen, isFlawed, isDragged, onChoose, onKeyDown, onDrag, onDragEnd, children }: FrameProps & { block: Block; isDragged: boolean; onDrag: (id: string) => void; onDragEnd: () => void }) {
  const t = useText()
  return (
    <div data-block={block.id} data-chosen={isChosen} data-flawed={isFlawed} className={css.block} style={isDragged ? { opacity: 0.4 } : undefined} onClick={event => { event.stopPropagation(); onChoose() }}>
      <button type="button" className={css.grip} data-grip={block.id} draggable aria-label={t('templates.block.grip', { name: t(blockNames[block.type]) })} aria-pressed={isChosen} onKeyDown={onKeyDown} onFocus={onChoose}
        onDragStart={event => { event.dataTransfer.effectAllowed = 'move'; event.dataTransfer.setData('text/plain', block.id); onDrag(block.id) }} onDragEnd={onDragEnd}><IconGripVertical size={15} aria-hidden /></button>
      {block.when && <code className={css.when}>{block.when}</code>}
      {children}
    </div>
  )
}

function SectionFrame({ section, place, isChosen, isFlawed, style, onChoose, onKeyDown, children }: FrameProps & { section: Section; place: number; style: CSSProperties }) {
  const t = useText()
  return (
    <section className={css.section} data-chosen={isChosen} data-flawed={isFlawed} data-padding={section.padding} style={style} onClick={onChoose}>
      <button type="button" className={css.sectionGrip} data-grip={section.id} aria-label={t('templates.block.section', { place })} aria-pressed={isChosen} onKeyDown={onKeyDown} onFocus={onChoose}><IconGripVertical size={15} aria-hidden /></button>
      {section.when && <code className={css.when}>{section.when}</code>}
      {children}
    </section>
  )
}
