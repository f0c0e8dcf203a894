import { Popover } from '@mantine/core'
import { useState } from 'react'
import { customerFacts, type ProfileFact } from '../../../contracts/profile.ts'
import { useCall } from '../../api.ts'
import { useFormat, useText } from '../../ui/index.ts'
import css from './identity.module.css'

/** The label of a fact: opened, it tells who said so and when, and what others said. */
export function useTold(customerId: string) {
  const { data } = useCall(customerFacts, { params: { customerId } })
  const told = Map.groupBy(data?.items ?? [], fact => fact.trait)
  return (trait: string, label: string) => {
    const words = told.get(trait)
    return words ? <Told key={trait} label={label} words={words} /> : label
  }
}

function Told({ label, words }: { label: string; words: ProfileFact[] }) {
  const t = useText()
  const format = useFormat()
  const [opened, setOpened] = useState(false)
  const isDisputed = new Set(words.map(word => JSON.stringify(word.value))).size > 1
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={290} withArrow>
      <Popover.Target>
        <button type="button" className={`plain ${css.told}`} data-disputed={isDisputed || undefined} aria-expanded={opened} aria-label={t('identity.told.of', { fact: label })} onClick={() => setOpened(!opened)}>{label}</button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={css.list}>
          {words.map(word => (
            <li key={`${word.sourceName} ${word.at} ${word.trait}`} className={css.word} data-lost={JSON.stringify(word.value) !== JSON.stringify(words[0]!.value) || undefined}>
              <span className={css.value}>{asText(word.value) || t('identity.told.nothing')}</span>
              <span className={css.sub}>{word.sourceKind === 'suki' ? t('identity.told.byStaff') : word.sourceName} · {format.dateTime(word.at)}</span>
            </li>
          ))}
        </ul>
        {words.length > 1 && <p className={css.sub} style={{ marginTop: 8 }}>{t('identity.told.rule')}</p>}
      </Popover.Dropdown>
    </Popover>
  )
}

const asText = (value: unknown) => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))
