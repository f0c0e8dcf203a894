import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconBraces, IconBracesOff, IconCopy, IconDots, IconFolderPlus, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { createContext, useContext, type KeyboardEvent, type ReactNode } from 'react'
import { Rule as RuleShape, type Condition, type Rule } from '../../../contracts/segments.ts'
import { useText } from '../../ui/index.ts'
import { AddCondition } from './add.tsx'
import css from './builder.module.css'
import { ConditionInput } from './conditions/condition.tsx'
import { startOf } from './conditions/starts.ts'
import { Choice } from './controls/controls.tsx'
import { useDragging } from './dragging.ts'
import { duplicated, inserted, isGroup, removed, replaced, stepped, unwrapped, wrapped, type Group, type Path } from './tree.ts'

type Editing = { root: Group; change: (root: Group) => void }
const EditingContext = createContext<(Editing & ReturnType<typeof useDragging>) | undefined>(undefined)
const useEditing = () => useContext(EditingContext)!

/** The rule as sentences in groups. */
export function RuleEditor({ root, change }: Editing) {
  const dragging = useDragging(root, change)
  return <EditingContext value={{ root, change, ...dragging }}><GroupEditor group={root} path={[]} /></EditingContext>
}

const kindNames = { all: 'segment-builder.group.all', any: 'segment-builder.group.any', none: 'segment-builder.group.none' } as const

function GroupEditor({ group, path }: { group: Group; path: Path }) {
  const t = useText()
  const { root, change } = useEditing()
  const end = [...path, group.rules.length]
  const title = t(path.length ? 'segment-builder.group.matches' : 'segment-builder.group.who')
  const add = (rule: Rule) => {
    change(inserted(root, end, rule))
    focusPart(end)
  }
  return (
    <div role="group" aria-label={title} className={path.length ? css.group : undefined} data-kind={group.kind}>
      {!path.length && <div className={css.groupHead}><span>{title}</span><Choice label={title} value={group.kind} options={(['all', 'any', 'none'] as const).map(kind => [kind, t(kindNames[kind])])} onChange={kind => change(replaced(root, path, { kind, rules: group.rules }))} /></div>}
      <ul className={css.lines}>
        {group.rules.map((rule, i) => <Line key={i} rule={rule} path={[...path, i]} between={i ? group.kind : undefined} />)}
      </ul>
      <div className={css.adds} data-end={end.join('.')}>
        <AddCondition onAdd={add} isFirst={!path.length && !group.rules.length} />
        {path.length < 8 && <Button variant={path.length ? 'subtle' : 'default'} color="gray" leftSection={<IconFolderPlus size={16} aria-hidden />} onClick={() => add({ kind: 'any', rules: [] })}>{t('segment-builder.addGroup')}</Button>}
      </div>
    </div>
  )
}

/** After React has drawn: the keyboard goes on where the part is now. */
const focusPart = (path: Path) => void requestAnimationFrame(() => {
  const line = document.querySelector(`[data-path="${path.join('.')}"]`)
  const missing = line?.querySelector<HTMLElement>('[aria-invalid="true"], [data-missing]')
  ;(missing ?? line?.querySelector<HTMLElement>('[data-grip]'))?.focus()
})

function Line({ rule, path, between }: { rule: Rule; path: Path; between: Group['kind'] | undefined }) {
  const t = useText()
  const { root, change, sideOf } = useEditing()
  const step = (by: -1 | 1) => {
    const next = stepped(root, path, by)
    change(next.root)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-path="${next.path.join('.')}"] [data-grip]`)?.focus())
  }
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    step(event.key === 'ArrowUp' ? -1 : 1)
  }
  const grip = <Grip path={path} label={t('segment-builder.move')} />
  const actions = <Actions path={path} rule={rule} step={step} />
  return (
    <li className={css.line} data-path={path.join('.')} data-over={sideOf(path)} onKeyDown={keys}>
      {between && <span className={css.between}>{t(between === 'any' ? 'segment-builder.or' : 'segment-builder.and')}</span>}
      {isGroup(rule)
        ? <div className={css.inner}><div className={css.innerHead}>{grip}<span>{t('segment-builder.group.matches')}</span><Choice label={t('segment-builder.group.matches')} value={rule.kind} options={(['any', 'all', 'none'] as const).map(kind => [kind, t(kindNames[kind])])} onChange={kind => change(replaced(root, path, { ...rule, kind }))} /><span className="push" />{actions}</div><GroupEditor group={rule} path={path} /></div>
        : <ConditionLine condition={rule} onChange={next => change(replaced(root, path, next))} grip={grip} actions={actions} />}
    </li>
  )
}

function ConditionLine({ condition, onChange, grip, actions }: { condition: Condition; onChange: (condition: Condition) => void; grip: ReactNode; actions: ReactNode }) {
  const t = useText()
  const Icon = startOf(condition)?.icon
  const isWhole = RuleShape.safeParse(condition).success
  return (
    <div className={css.condition} data-missing-part={!isWhole || undefined}>
      {grip}
      {Icon && <span className={css.icon}><Icon size={17} stroke={1.7} aria-hidden /></span>}
      <div className={css.sentence}><ConditionInput condition={condition} onChange={onChange} />{!isWhole && <span className={css.unfinished}>{t('segment-builder.unfinished')}</span>}</div>
      {actions}
    </div>
  )
}

/** Carried with mouse or finger; with the keyboard Alt and the arrows. */
function Grip({ path, label }: { path: Path; label: string }) {
  const { grip } = useEditing()
  return <button type="button" className={`plain ${css.grip}`} data-grip aria-label={label} title={label} {...grip(path)}><IconGripVertical size={15} aria-hidden /></button>
}

function Actions({ path, rule, step }: { path: Path; rule: Rule; step: (by: -1 | 1) => void }) {
  const t = useText()
  const { root, change } = useEditing()
  const item = (icon: ReactNode, text: string, act: () => void) => <Menu.Item leftSection={icon} onClick={act}>{text}</Menu.Item>
  return (
    <span className={css.lineActions}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t('segment-builder.more')}><IconDots size={17} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {item(<IconArrowUp size={15} aria-hidden />, t('segment-builder.moveUp'), () => step(-1))}
          {item(<IconArrowDown size={15} aria-hidden />, t('segment-builder.moveDown'), () => step(1))}
          {item(<IconCopy size={15} aria-hidden />, t('segment-builder.duplicate'), () => change(duplicated(root, path)))}
          {path.length < 9 && item(<IconBraces size={15} aria-hidden />, t('segment-builder.wrap'), () => change(wrapped(root, path)))}
          {isGroup(rule) && item(<IconBracesOff size={15} aria-hidden />, t('segment-builder.unwrap'), () => change(unwrapped(root, path)))}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon variant="subtle" color="gray" aria-label={t('segment-builder.remove')} onClick={() => change(removed(root, path))}><IconTrash size={16} aria-hidden /></ActionIcon>
    </span>
  )
}
