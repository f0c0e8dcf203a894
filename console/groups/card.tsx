import { customerGroups } from '../../contracts/groups.ts'
import { useCall } from '../api.ts'
import { Card, Link, useText } from '../ui/index.ts'
import css from './groups.module.css'
import { KindTag } from './kind.tsx'

/** The households and companies of a customer, on the profile; nothing where there are none. */
export function GroupsCard({ customerId }: { customerId: string }) {
  const t = useText()
  const { data } = useCall(customerGroups, { params: { customerId } })
  if (!data?.items.length) return null
  return (
    <Card title={t('groups.title')}>
      <ul className={css.list}>
        {data.items.map(group => (
          <li key={group.id}><Link className="textlink" to={`/groups?open=${group.id}`}>{group.name}</Link><KindTag kind={group.kind} /></li>
        ))}
      </ul>
    </Card>
  )
}
