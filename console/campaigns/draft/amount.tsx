import { NumberInput } from '@mantine/core'
import { useState } from 'react'

type Props = { label: string; value: number; least: number; most: number; onChange: (value: number) => void; disabled: boolean; suffix?: string; whole?: boolean }

/** A number that may be empty or too large while it is typed; only one that may stand is taken over, and on leaving the field it shows what counts. */
export function Amount({ label, value, least, most, onChange, disabled, suffix, whole = true }: Props) {
  const [typed, type] = useState<number | string>()
  const take = (next: number | string) => {
    type(next)
    if (next !== '' && Number.isFinite(Number(next)) && Number(next) >= least && Number(next) <= most && Number(next) !== value) onChange(Number(next))
  }
  return <NumberInput label={label} {...(suffix ? { suffix } : {})} min={least} max={most} clampBehavior="none" allowDecimal={!whole} allowNegative={false} disabled={disabled} value={typed ?? value} onChange={take} onBlur={() => type(undefined)} />
}
