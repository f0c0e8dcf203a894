import { ActionIcon, SegmentedControl, TextInput, Tooltip } from '@mantine/core'
import { IconAlignCenter, IconAlignLeft, IconAlignRight, IconArrowDown, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react'
import type { Section } from '../../../../contracts/templates.ts'
import { useText } from '../../../ui/index.ts'
import { duplicate, remove, step } from '../canvas/tree.ts'

type Align = 'left' | 'center' | 'right'

export function AlignChoice({ value, onChange }: { value: Align; onChange: (align: Align) => void }) {
  const t = useText()
  const icon = (Icon: typeof IconAlignLeft, name: string) => <><Icon size={16} aria-hidden style={{ display: 'block', margin: '2px auto' }} /><span className="hidden-visually">{name}</span></>
  return <SegmentedControl fullWidth size="xs" value={value} onChange={align => onChange(align as Align)} aria-label={t('templates.align.title')} data={[{ value: 'left', label: icon(IconAlignLeft, t('templates.align.left')) }, { value: 'center', label: icon(IconAlignCenter, t('templates.align.center')) }, { value: 'right', label: icon(IconAlignRight, t('templates.align.right')) }]} />
}

/** Who sees it: a Liquid condition. */
export function WhenField({ value, onChange }: { value: string | null; onChange: (when: string | null) => void }) {
  const t = useText()
  return <TextInput label={t('templates.when')} description={t('templates.whenHelp')} placeholder={'customer.orders_count > 0'} value={value ?? ''} onChange={event => onChange(event.currentTarget.value || null)} />
}

/** Up, down, once more, away: what Alt with the arrows and Delete do. */
export function Moves({ id, sections, onChange, onChoose }: { id: string; sections: Section[]; onChange: (sections: Section[]) => void; onChoose: (id: string | null) => void }) {
  const t = useText()
  const act = (name: string, Icon: typeof IconArrowUp, go: () => void) => <Tooltip label={name}><ActionIcon variant="subtle" color="gray" onClick={go} aria-label={name}><Icon size={16} /></ActionIcon></Tooltip>
  return (
    <span className="row" style={{ gap: 2 }}>
      {act(t('templates.moveUp'), IconArrowUp, () => onChange(step(sections, id, -1)))}
      {act(t('templates.moveDown'), IconArrowDown, () => onChange(step(sections, id, 1)))}
      {act(t('templates.duplicate'), IconCopy, () => onChange(duplicate(sections, id)))}
      {act(t('templates.remove'), IconTrash, () => { onChange(remove(sections, id)); onChoose(null) })}
    </span>
  )
}
