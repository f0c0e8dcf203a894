import { IconCheck, IconX } from '@tabler/icons-react'
import { parseRule } from '../../../contracts/segments.ts'
import { getCustomer } from '../../../contracts/customers.ts'
import { whySegment, type WhyNode } from '../../../contracts/segment-routes.ts'
import { useCall } from '../../api.ts'
import { useNameOf } from '../../customers/words.ts'
import { Link, None, Problem, SidePanel, Skeleton, Tag, useFormat, useText, When } from '../../ui/index.ts'
import { ConditionInput } from '../builder/conditions/condition.tsx'
import { StillSentence } from '../builder/controls/still.tsx'
import css from '../segments.module.css'

type Props = { segmentId: string; segmentName: string; customerId: string; onClose: () => void }
const groups: Record<string, string> = { all: 'segments.why.all', any: 'segments.why.any', none: 'segments.why.noneOf' }

/** The rule with what each condition found of this customer, and when that changes by itself. */
export function WhyPanel({ segmentId, segmentName, customerId, onClose }: Props) {
  const t = useText()
  const nameOf = useNameOf()
  const { data, error, refetch } = useCall(whySegment, { params: { segmentId, customerId } })
  const customer = useCall(getCustomer, { params: { customerId } }).data
  const name = customer ? nameOf(customer) : ''
  return (
    <SidePanel title={t(data ? (data.why.holds ? 'segments.why.in' : 'segments.why.out') : 'segments.why.open', { name })} onClose={onClose}>
      {error ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Skeleton shape="list" /> : (
        <>
          <p className={css.verdict}>
            <Tag tone={data.why.holds ? 'brand' : 'plain'}>{t(data.why.holds ? 'segments.why.isIn' : 'segments.why.isOut')}</Tag> <Link className="textlink" to={`/segments/${segmentId}`}>{segmentName}</Link>
          </p>
          <p className={css.until}>{data.changesAt ? <>{t(data.why.holds ? 'segments.why.leaves' : 'segments.why.enters')} <b><When at={data.changesAt} style="dateTime" /></b> <span className="muted">(<When at={data.changesAt} />)</span></> : t('segments.why.stays')}</p>
          <ul className={css.tree}><Node node={data.why} customerId={customerId} /></ul>
          <p className={css.links}><Link className="textlink" to={`/customers/${customerId}`}>{t('segments.why.profile', { name })}</Link></p>
        </>
      )}
    </SidePanel>
  )
}

function Node({ node, customerId }: { node: WhyNode; customerId: string }) {
  const t = useText()
  const group = groups[node.kind]
  return (
    <li data-holds={node.holds}>
      <div className={css.node}>
        <span className={css.mark} data-holds={node.holds}>{node.holds ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}<span className="hidden-visually">{t(node.holds ? 'segments.why.holds' : 'segments.why.fails')}</span></span>
        <div className={css.nodeBody}>
          {group ? <b>{t(group)}</b> : <Sentence text={node.text} />}
          {!group && <p className={css.actual}>{t('segments.why.found')} <b><Actual node={node} /></b>{node.until && <span className="muted"> · {t('segments.why.until')} <When at={node.until} style="dateTime" /></span>}</p>}
          {node.behind.length > 0 && (
            <ul className={css.behind}>
              {node.behind.slice(0, 5).map(one => <li key={one.id}><Link className="textlink" to={one.kind === 'order' ? `/orders/${one.id}` : one.kind === 'cart' ? `/carts?open=${one.id}` : `/customers/${customerId}`}>{one.name ?? t(behindNames[one.kind])}</Link> <span className="muted"><When at={one.at} style="dateTime" /></span></li>)}
              {node.behind.length > 5 && <li className="muted">{t('segments.why.more', { count: node.behind.length - 5 })}</li>}
            </ul>
          )}
        </div>
      </div>
      {node.parts.length > 0 && <ul>{node.parts.map((part, i) => <Node key={i} node={part} customerId={customerId} />)}</ul>}
    </li>
  )
}

/** The condition in the words of the builder; as text where it says something that this console does not know. */
function Sentence({ text }: { text: string }) {
  const { rule } = parseRule(text)
  if (!rule || 'rules' in rule) return <code className={css.condition}>{text}</code>
  return <StillSentence><ConditionInput condition={rule} onChange={nothing} /></StillSentence>
}

const nothing = () => {}
const behindNames = { event: 'segments.why.event', order: 'segments.why.order', refund: 'segments.why.refund', cart: 'segments.why.cart' } as const

/** What was found, as people write it: amounts in the currency that the condition names, instants, lists. */
function Actual({ node: { kind, text, actual } }: { node: WhyNode }) {
  const t = useText()
  const format = useFormat()
  if (actual === null || actual === undefined || actual === '') return <None />
  if (typeof actual === 'boolean') return t(actual ? 'segments.why.yes' : 'segments.why.no')
  if (typeof actual === 'number') {
    const currency = kind === 'money' ? /\b([A-Z]{3})$/.exec(text)?.[1] : undefined
    return <span className="num">{currency ? format.money(actual, currency) : format.number(actual)}</span>
  }
  if (typeof actual === 'string') return /^\d{4}-\d\d-\d\dT/.test(actual) ? <When at={actual} style="dateTime" /> : actual
  if (Array.isArray(actual)) return actual.length ? format.list(actual.map(String)) : <None />
  const at = Object.values(actual as Record<string, unknown>)[0]
  return typeof at === 'string' ? <When at={at} style="dateTime" /> : JSON.stringify(actual)
}
