import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowMerge, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { countCustomers, getCustomer, listCustomers } from '../../../contracts/customers.ts'
import { mergeCustomers, separateCustomer } from '../../../contracts/identity.ts'
import { compareCustomers, countMergeSuggestions, listMergeSuggestions } from '../../../contracts/merge-suggestions.ts'
import { useCall, useChange } from '../../api.ts'
import { Avatar, Problem, SidePanel, Skeleton, undoable, useText } from '../../ui/index.ts'
import { useNameOf } from '../words.ts'
import { Comparison } from './comparison.tsx'
import css from './identity.module.css'
import { changedByIdentity } from './changed.ts'

/** Merges customers and offers to take exactly that back. Answers who they are now. */
function useMerge() {
  const t = useText()
  const merge = useChange(mergeCustomers, { done: [...changedByIdentity, countCustomers, listMergeSuggestions, countMergeSuggestions] })
  const separate = useChange(separateCustomer, { done: [...changedByIdentity, countCustomers] })
  const run = async (customerIds: string[]) => {
    const { customerId } = await merge.mutateAsync({ body: { customerIds } })
    undoable(t('identity.merge.done', { count: customerIds.length }), async () => {
      for (const mergedId of customerIds.filter(id => id !== customerId)) await separate.mutateAsync({ params: { customerId }, body: { mergedId } })
    })
    return customerId
  }
  return { run, isPending: merge.isPending }
}

/** "These are one person": who, side by side, and what will happen. With one customer it first asks for the other. */
export function MergePanel({ customerIds, onClose, onMerged }: { customerIds: string[]; onClose: () => void; onMerged: (customerId: string) => void }) {
  const t = useText()
  const [added, setAdded] = useState<string[]>([])
  const ids = [...new Set([...customerIds, ...added])]
  const { data, error, refetch } = useCall(compareCustomers, { query: { id: ids } }, { enabled: ids.length > 1, keep: true })
  const merge = useMerge()
  const [stays] = data?.items ?? []
  const submit = () => void merge.run(ids).then(onMerged, () => undefined)
  return (
    <SidePanel title={t('identity.merge.title')} onClose={onClose}>
      {ids.length < 2 ? <Search except={ids} onFound={id => setAdded([...added, id])} /> : (
        <>
          {error && <Problem error={error} retry={() => void refetch()} />}
          {!data && !error && <Skeleton shape="table" />}
          {data && data.items.length < ids.length && <p className="muted">{t('identity.merge.gone')}</p>}
          {data && <Comparison customers={data.items} />}
          {data && <p className="muted" style={{ margin: '16px 0' }}>{t('identity.merge.text', { name: stays?.name || stays?.emails[0] || t('customers.unnamed') })}</p>}
          <div className={css.foot}>
            <Button onClick={added.length ? () => setAdded([]) : onClose}>{added.length ? t('identity.merge.other') : t('ui.cancel')}</Button>
            <Button variant="filled" data-autofocus leftSection={<IconArrowMerge size={16} />} loading={merge.isPending} disabled={!data || data.items.length < 2} onClick={submit}>{t('identity.merge.do')}</Button>
          </div>
        </>
      )}
    </SidePanel>
  )
}

function Search({ except, onFound }: { except: string[]; onFound: (id: string) => void }) {
  const t = useText()
  const nameOf = useNameOf()
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 200)
  const { data } = useCall(listCustomers, { query: { q, limit: 9 } }, { enabled: q.length > 1, keep: true })
  const { data: own } = useCall(getCustomer, { params: { customerId: except[0] ?? '' } }, { enabled: except.length === 1 })
  const found = (q.length > 1 ? data?.items ?? [] : []).filter(row => !except.includes(row.id))
  return (
    <>
      {own && <p className="muted" style={{ marginBottom: 12 }}>{t('identity.merge.who', { name: nameOf(own) })}</p>}
      <TextInput data-autofocus aria-label={t('customers.search')} placeholder={t('customers.search')} leftSection={<IconSearch size={16} />} value={text} onChange={event => setText(event.currentTarget.value)} />
      <ul className={css.list} style={{ marginTop: 10 }}>
        {found.map(row => (
          <li key={row.id}>
            <button type="button" className={`plain ${css.found}`} onClick={() => onFound(row.id)}>
              <Avatar name={nameOf(row)} />
              <span style={{ minWidth: 0 }}><span className={css.value}>{nameOf(row)}</span><br /><span className={css.sub}>{[row.name && row.email, row.phone, row.city].filter(Boolean).join(' · ')}</span></span>
            </button>
          </li>
        ))}
      </ul>
      {q.length > 1 && data && !found.length && <p className="muted" style={{ marginTop: 10 }}>{t('customers.nobody')}</p>}
    </>
  )
}
