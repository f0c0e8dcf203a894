import { Button, Popover, TagsInput } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { customerChoices, getCustomer, listCustomers, tagCustomers } from '../../contracts/customers.ts'
import { useCall, useChange } from '../api.ts'
import { undoable, useText } from '../ui/index.ts'
import css from './customers.module.css'

/** Adds and removes tags and offers to take exactly that back: who had a tag before keeps it. */
export function useTagging() {
  const t = useText()
  const change = useChange(tagCustomers, { done: [listCustomers, getCustomer, customerChoices] })
  const send = (customerIds: string[], add: string[], remove: string[]) => change.mutateAsync({ body: { customerIds, add, remove } })
  const undo = async (done: { added: Record<string, string[]>; removed: Record<string, string[]> }) => {
    for (const [tag, ids] of Object.entries(done.added)) if (ids.length) await send(ids, [], [tag])
    for (const [tag, ids] of Object.entries(done.removed)) if (ids.length) await send(ids, [tag], [])
  }
  return async (customerIds: string[], add: string[], remove: string[]) => {
    const done = await send(customerIds, add, remove)
    const changed = new Set([...Object.values(done.added), ...Object.values(done.removed)].flat()).size
    undoable(t(add.length ? 'customers.tags.added' : 'customers.tags.removed', { count: changed }), () => undo(done))
  }
}

/** Tags for the selected customers. */
export function BulkTags({ customerIds, onDone }: { customerIds: string[]; onDone: () => void }) {
  const t = useText()
  const [opened, setOpened] = useState(false)
  const [tags, setTags] = useState<string[]>([])
  const tag = useTagging()
  const known = useCall(customerChoices, { query: {} }, { enabled: opened }).data?.tags ?? []
  const apply = (add: string[], remove: string[]) => void tag(customerIds, add, remove).then(() => { setOpened(false); setTags([]); onDone() }, () => undefined)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} trapFocus>
      <Popover.Target><Button size="compact-sm" leftSection={<IconTag size={15} />} onClick={() => setOpened(!opened)}>{t('customers.tags.change')}</Button></Popover.Target>
      <Popover.Dropdown>
        <div className={css.form}>
          <TagsInput data-autofocus label={t('customers.tags.which')} data={known} value={tags} onChange={setTags} maxLength={60} comboboxProps={{ withinPortal: false }} acceptValueOnBlur />
          <div className={css.foot}>
            <Button disabled={!tags.length} onClick={() => apply([], tags)}>{t('customers.tags.remove')}</Button>
            <Button variant="filled" disabled={!tags.length} onClick={() => apply(tags, [])}>{t('customers.tags.add')}</Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
