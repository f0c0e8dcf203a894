import { IconGripVertical } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { Fragment, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import type { Block, BrandKit, Finding, Section } from '../../../../contracts/templates.ts'
import { useText } from '../../../ui/index.ts'
import css from '../../templates.module.css'
import { blockNames } from '../../words.ts'
import { useDragging } from './dragging.ts'
import { Drawn } from './drawn.tsx'
import { colourOf, inkOf } from './look.ts'
import { changeBlock, duplicate, remove, step } from './tree.ts'

type Props = {
  sections: Section[]; kit: BrandKit; chosen: string | null; findings: Finding[]
  onChoose: (id: string | null) => void
  onChange: (sections: Section[], tag?: string) => void
  onEditor: (editor: Editor | null) => void
}

/** The message as blocks: chosen with a click or the arrows, carried by its grip or with Alt and the arrows, doubled with Ctrl and D, taken away with Delete. */
export function Canvas({ sections, kit, chosen, findings, onChoose, onChange, onEditor }: Props) {
  const { grip, putBack, carried, over } = useDragging(sections, (moved, id) => { onChange(moved); holdOn(id) })
  const flawed = new Set(findings.filter(({ severity }) => severity !== 'hint').map(({ blockId }) => blockId))
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
    } else if (event.key === 'Escape') putBack(event)
    else return
    event.preventDefault()
  }
  const blockOf = (block: Block, section: Section) => (
    <BlockFrame key={block.id} block={block} isChosen={chosen === block.id} isFlawed={flawed.has(block.id)} isCarried={carried === block.id} grip={grip(block.id)} onChoose={() => onChoose(block.id)} onKeyDown={keys(block.id)}>
      <Drawn block={block} section={section} kit={kit} onChange={change => onChange(changeBlock(sections, block.id, change), block.id)} onEditor={onEditor} onChoose={() => onChoose(block.id)} />
    </BlockFrame>
  )
  const isOver = (columnId: string, index: number) => over && 'columnId' in over && over.columnId === columnId && over.index === index
  const line = (shown?: boolean) => shown && <div className={css.dropLine} />
  return (
    <div className={css.canvas} style={{ background: kit.light.page }}>
      {sections.map((section, at) => (
        <Fragment key={section.id}>
          {line(over && 'section' in over && over.section === at)}
          <SectionFrame section={section} place={at + 1} isChosen={chosen === section.id} isFlawed={flawed.has(section.id)} isCarried={carried === section.id} grip={grip(section.id)} style={{ background: colourOf(kit.light, section.background), color: inkOf(kit.light, section.background, 'ink') }} onChoose={() => onChoose(section.id)} onKeyDown={keys(section.id)}>
            {section.columns.map(({ id, width, blocks }) => (
              <div key={id} data-column={id} className={css.column} style={{ flex: `${width} 1 0` }} data-over={isOver(id, 0) && blocks.length === 0}>
                {blocks.map((block, index) => <Fragment key={block.id}>{line(isOver(id, index))}{blockOf(block, section)}</Fragment>)}
                {line(isOver(id, blocks.length))}
              </div>
            ))}
          </SectionFrame>
        </Fragment>
      ))}
      {line(over && 'section' in over && over.section === sections.length)}
    </div>
  )
}

const grips = () => [...document.querySelectorAll<HTMLElement>('[data-grip]')]
const gripBeside = (grip: Element, by: -1 | 1) => grips()[grips().findIndex(one => one === grip) + by]
const textBeside = (grip: Element) => grip.parentElement?.querySelector<HTMLElement>('[role=textbox]')
/** A block that moved into another column is drawn anew: the keyboard stays with it. */
const holdOn = (id: string) => void requestAnimationFrame(() => grips().find(grip => grip.dataset['grip'] === id)?.focus())

type FrameProps = { isChosen: boolean; isFlawed: boolean; isCarried: boolean; grip: ReturnType<ReturnType<typeof useDragging>['grip']>; onChoose: () => void; onKeyDown: (event: KeyboardEvent) => void; children: ReactNode }

function BlockFrame({ block, isChosen, isFlawed, isCarried, grip, onChoose, onKeyDown, children }: FrameProps & { block: Block }) {
  const t = useText()
  return (
    <div data-block={block.id} data-chosen={isChosen} data-flawed={isFlawed} data-carried={isCarried} className={css.block} onClick={event => { event.stopPropagation(); onChoose() }}>
      <button type="button" className={css.grip} data-grip={block.id} aria-label={t('templates.block.grip', { name: t(blockNames[block.type]) })} aria-pressed={isChosen} onKeyDown={onKeyDown} onFocus={onChoose} {...grip}><IconGripVertical size={15} aria-hidden /></button>
      {block.when && <code className={css.when}>{block.when}</code>}
      {children}
    </div>
  )
}

function SectionFrame({ section, place, isChosen, isFlawed, isCarried, grip, style, onChoose, onKeyDown, children }: FrameProps & { section: Section; place: number; style: CSSProperties }) {
  const t = useText()
  return (
    <section data-section={section.id} className={css.section} data-carried={isCarried} data-chosen={isChosen} data-flawed={isFlawed} data-padding={section.padding} style={style} onClick={onChoose}>
      <button type="button" className={css.sectionGrip} data-grip={section.id} aria-label={t('templates.block.section', { place })} aria-pressed={isChosen} onKeyDown={onKeyDown} onFocus={onChoose} {...grip}><IconGripVertical size={15} aria-hidden /></button>
      {section.when && <code className={css.when}>{section.when}</code>}
      {children}
    </section>
  )
}
