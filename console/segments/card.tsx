import { useState } from 'react'
import { customerSegments } from '../../contracts/segment-routes.ts'
import { useCall } from '../api.ts'
import { Card, Link, useText, When } from '../ui/index.ts'
import { WhyPanel } from './detail/why.tsx'
import css from './segments.module.css'

/** The segments that a customer is in, each with why. */
export function SegmentsCard({ customerId }: { customerId: string }) {
  const t = useText()
  const [why, open] = useState<{ id: string; name: string }>()
  const { data } = useCall(customerSegments, { params: { customerId } })
  if (!data?.length) return null
  return (
    <Card title={t('segments.title')} note={String(data.length)}>
      <ul className={css.own}>
        {data.map(one => (
          <li key={one.id}>
            <Link className="clip" to={`/segments/${one.id}`}>{one.name}</Link>
            <span className="muted"><When at={one.enteredAt} /></span>
            <button type="button" className="textlink" onClick={() => open(one)} aria-label={t('segments.why.inNamed', { name: one.name })}>{t('segments.why.open')}</button>
          </li>
        ))}
      </ul>
      {why && <WhyPanel segmentId={why.id} segmentName={why.name} customerId={customerId} onClose={() => open(undefined)} />}
    </Card>
  )
}
