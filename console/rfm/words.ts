import type { RfmGroup, Standing } from '../../contracts/rfm.ts'
import type { Tone } from '../ui/tag.tsx'

export const groupNames: Record<Standing, string> = {
  champions: 'rfm.names.champions', loyal: 'rfm.names.loyal', potential_loyal: 'rfm.names.potential_loyal', new: 'rfm.names.new', promising: 'rfm.names.promising', need_attention: 'rfm.names.need_attention',
  about_to_sleep: 'rfm.names.about_to_sleep', at_risk: 'rfm.names.at_risk', cannot_lose: 'rfm.names.cannot_lose', hibernating: 'rfm.names.hibernating', lost: 'rfm.names.lost', none: 'rfm.names.none',
}

/** Who they are. */
export const groupMeans: Record<RfmGroup, string> = {
  champions: 'rfm.means.champions', loyal: 'rfm.means.loyal', potential_loyal: 'rfm.means.potential_loyal', new: 'rfm.means.new', promising: 'rfm.means.promising', need_attention: 'rfm.means.need_attention',
  about_to_sleep: 'rfm.means.about_to_sleep', at_risk: 'rfm.means.at_risk', cannot_lose: 'rfm.means.cannot_lose', hibernating: 'rfm.means.hibernating', lost: 'rfm.means.lost',
}

/** What to do with them. */
export const groupAdvice: Record<RfmGroup, string> = {
  champions: 'rfm.advice.champions', loyal: 'rfm.advice.loyal', potential_loyal: 'rfm.advice.potential_loyal', new: 'rfm.advice.new', promising: 'rfm.advice.promising', need_attention: 'rfm.advice.need_attention',
  about_to_sleep: 'rfm.advice.about_to_sleep', at_risk: 'rfm.advice.at_risk', cannot_lose: 'rfm.advice.cannot_lose', hibernating: 'rfm.advice.hibernating', lost: 'rfm.advice.lost',
}

export const groupTones: Record<RfmGroup, Tone> = {
  champions: 'brand', loyal: 'brand', potential_loyal: 'info', new: 'info', promising: 'info', need_attention: 'amber', about_to_sleep: 'amber', at_risk: 'bad', cannot_lose: 'bad', hibernating: 'plain', lost: 'plain',
}

/** The colour of a group in charts, a family for each tone. */
export const groupColours: Record<Standing, string> = {
  champions: '--c1', loyal: '--c5', potential_loyal: '--c3', new: '--info', promising: '--c6', need_attention: '--c2', about_to_sleep: '--amber', at_risk: '--c4', cannot_lose: '--bad', hibernating: '--c-prev', lost: '--ink-3', none: '--line-strong',
}

/** From the best to the worst: who goes to one further left has risen. */
export const ladder: Standing[] = ['champions', 'loyal', 'potential_loyal', 'new', 'promising', 'need_attention', 'about_to_sleep', 'cannot_lose', 'at_risk', 'hibernating', 'lost', 'none']
