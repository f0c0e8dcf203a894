// Written by bin/schema from the migrations; do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** ISO 8601 in UTC when read; an ISO text or a Date when written. */
type Instant = ColumnType<string, string | Date, string | Date>
type DefaultedInstant = ColumnType<string, string | Date | undefined, string | Date>
/** Parsed when read; JSON text when written. */
type Json = ColumnType<any, string, string>
type DefaultedJson = ColumnType<any, string | undefined, string>

export type Tables = {
  api_keys: {
    id: Generated<string>
    name: string
    key_hash: string
    hint: string
    scopes: string[]
    staff_id: string
    expires_at: Instant | null
    last_used_at: Instant | null
    revoked_at: Instant | null
    revoked_by: string | null
    created_at: DefaultedInstant
  }
  audit_log: {
    id: Generated<string>
    at: Instant
    actor_kind: string
    actor_id: string | null
    actor_name: string
    ip: string | null
    action: string
    record_kind: string
    record_id: string
    record_label: string | null
    changes: DefaultedJson
  }
  bounce_streaks: {
    node_id: string
    count: number
    first_at: Instant
    last_at: Instant
  }
  brand_kits: {
    store_id: string
    kit: Json
    updated_at: Instant
    updated_by: string
  }
  campaign_dry_run_people: {
    campaign_id: string
    customer_id: string
    outcome: string
  }
  campaign_dry_runs: {
    campaign_id: string
    state: string
    asked_at: Instant
    expected: number | null
    considered: Generated<number>
    counts: DefaultedJson
    problem: string | null
  }
  campaign_figures: {
    campaign_id: string
    at: Instant
    next_at: Instant | null
    currency: string | null
    sent: number
    delivered: number
    opened: number
    clicked: number
    orders: number
    revenue_minor: number
    verdict: string
    brought_minor: number | null
    brought_from_minor: number | null
    brought_to_minor: number | null
  }
  campaigns: {
    id: Generated<string>
    name: string
    store_id: string | null
    sender_id: string | null
    channel: Generated<string>
    purpose: Generated<string>
    state: Generated<string>
    audience: DefaultedJson
    variants: DefaultedJson
    test: Json | null
    hold_out_percent: Generated<number>
    schedule: DefaultedJson
    attribution_days: Generated<number>
    touch: Generated<string>
    created_at: Instant
    created_by: string
    changed_at: Instant
    launched_at: Instant | null
    launched_by: string | null
    approved_at: Instant | null
    approved_by: string | null
    starts_at: Instant | null
    started_at: Instant | null
    drawn_to: string | null
    drawn_at: Instant | null
    considered: Generated<number>
    winner: string | null
    winner_at: Instant | null
    winner_because: Json | null
    finished_at: Instant | null
    problem: string | null
    revision: Generated<number>
    changed_by: string
    archived_at: Instant | null
    archived_by: string | null
  }
  cart_doings: {
    event_id: string
    store_id: string
    node_id: string | null
    customer_id: string | null
    cart_key: string | null
    kind: string
    at: Instant
    said: Json
    cart_id: string | null
  }
  carts: {
    id: Generated<string>
    store_id: string
    cart_key: string | null
    node_id: string | null
    customer_id: string | null
    state: string
    currency: string
    value_minor: number
    items_count: number
    lines: DefaultedJson
    discount_codes: Generated<string[]>
    checkout_step: Generated<number>
    returns: Generated<number>
    started_at: Instant
    active_at: Instant
    abandoned_at: Instant | null
    ordered_at: Instant | null
    order_number: string | null
    changed_xid: Generated<string>
  }
  categories: {
    id: Generated<string>
    store_id: string
    name: string
    created_at: DefaultedInstant
  }
  consent_confirmations: {
    id: Generated<string>
    node_id: string
    customer_id: string | null
    store_id: string | null
    channels: string[]
    purposes: string[]
    wording_version: string | null
    language: string
    asked_by: string
    asked_at: Instant
    sent_at: Instant | null
    expires_at: Instant
    confirmed_at: Instant | null
  }
  consent_import_bad_rows: {
    import_id: string
    row_no: number
    reasons: Json
    raw: string[]
  }
  consent_imports: {
    id: Generated<string>
    file_name: string
    header: string[]
    rows_read: number
    rows_recorded: number
    rows_known: number
    rows_bad: number
    imported_by: string
    imported_at: Instant
  }
  consent_states: {
    customer_id: string
    channel: string
    purpose: string
    state: string
    consent_id: string
    occurred_at: Instant
    changed_xid: Generated<string>
  }
  consent_wording_texts: {
    wording_id: string
    language: string
    text: string
  }
  consent_wordings: {
    id: Generated<string>
    version: string
    note: Generated<string>
    channels: string[]
    purposes: string[]
    created_at: Instant
    created_by: string
    retired_at: Instant | null
    retired_by: string | null
  }
  consents: {
    id: Generated<string>
    seq: GeneratedAlways<number>
    node_id: string
    customer_id: string | null
    seen: string[]
    channel: string
    purpose: string
    decision: string
    source: string
    source_id: string | null
    told_by: string | null
    wording_version: string | null
    wording_text: string | null
    language: string | null
    occurred_at: Instant
    recorded_at: Instant
    proof: DefaultedJson
  }
  contact_preferences: {
    id: Generated<string>
    node_id: string
    customer_id: string | null
    channel: string
    paused_until: Instant | null
    at_most: number | null
    at_most_days: number | null
    changed_at: Instant
    seen: Generated<string[]>
  }
  customer_identifiers: {
    kind: string
    value: string
    customer_id: string
    created_at: DefaultedInstant
    id: string
    cluster_id: string
    component_id: string | null
    moved: Generated<boolean>
    met_at: DefaultedInstant
    changed_xid: Generated<string>
  }
  customer_notes: {
    id: Generated<string>
    customer_id: string
    body: string
    author_id: string | null
    author_name: string
    created_at: Instant
    edited_at: Instant | null
    deleted_at: Instant | null
    deleted_by: string | null
  }
  customer_traits: {
    node_id: string
    trait: string
    source_id: string
    value: Json
    at: Instant
    event_id: string | null
  }
  customer_words: {
    word: string
    customer_id: string
  }
  customers: {
    id: Generated<string>
    name: Generated<string>
    first_name: string | null
    last_name: string | null
    email: string | null
    phone: string | null
    language: string | null
    country: string | null
    city: string | null
    birthday: string | null
    gender: string | null
    tags: Generated<string[]>
    traits: DefaultedJson
    orders_count: Generated<number>
    spent_minor: Generated<number>
    currency: string | null
    first_order_at: Instant | null
    last_order_at: Instant | null
    last_seen_at: Instant | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    changed_xid: Generated<string>
    search: GeneratedAlways<string>
    sort_name: GeneratedAlways<string>
    ordinal: GeneratedAlways<number>
    merged_into: string | null
    merged_at: Instant | null
    anchor_id: string | null
    first_seen_at: Instant | null
    told: Generated<boolean>
    preferred_channel: string | null
    preferred_store_id: string | null
    own_tags: string[] | null
  }
  deletions: {
    xid: Generated<string>
    seq: GeneratedAlways<number>
    table_name: string
    row_id: string
    key: DefaultedJson
    row_xid: Generated<string>
  }
  dkim_keys: {
    id: Generated<string>
    domain_id: string
    selector: string
    public_key: string
    private_key_sealed: Buffer | null
    created_at: Instant
    created_by: string
    retired_at: Instant | null
    found: Json | null
  }
  drift_warnings: {
    id: Generated<string>
    event_id: string
    source_id: string
    kind: string
    path: Generated<string>
    found: Generated<string>
    seen_count: number
    first_seen_at: Instant
    last_seen_at: Instant
    dismissed_at: Instant | null
    dismissed_by: string | null
  }
  events: {
    xid: Generated<string>
    seq: GeneratedAlways<number>
    id: string
    source_id: string
    type: Generated<string>
    name: string
    node_id: string | null
    store_id: string | null
    anonymous_id: string | null
    user_id: string | null
    properties: DefaultedJson
    context: DefaultedJson
    occurred_at: Instant
    received_at: DefaultedInstant
  }
  group_members: {
    group_id: string
    node_id: string
    customer_id: string | null
    since: Instant
  }
  groups: {
    id: Generated<string>
    store_id: string | null
    external_id: string
    kind: string
    name: Generated<string>
    traits: DefaultedJson
    told_at: Instant
    created_at: Instant
  }
  idempotency_keys: {
    caller: string
    key: string
    digest: string
    answer: Json | null
    created_at: DefaultedInstant
  }
  identity_cuts: {
    id: Generated<string>
    ones: string[]
    others: string[]
    by_staff: string
    at: Instant
  }
  identity_moves: {
    id: Generated<string>
    node_id: string
    from_id: string
    to_id: string
    because: string | null
    at: Instant
  }
  identity_observations: {
    id: string
    cluster_id: string
    at: Instant
    event_id: string
    source_id: string
    nodes: string[]
    by_staff: string | null
  }
  import_bad_rows: {
    import_id: string
    row_no: number
    kind: string
    reasons: Json
    raw: string[]
  }
  import_chunks: {
    import_id: string
    n: number
    bytes: Buffer
  }
  imports: {
    id: Generated<string>
    kind: string
    store_id: string
    file_name: string
    file_size: number
    file_in: string
    file_digest: string | null
    state: string
    settings: DefaultedJson
    mapping: DefaultedJson
    header: Generated<string[]>
    step: Generated<string>
    chunk: Generated<number>
    chunks: Generated<number>
    ahead: Generated<number[]>
    rows_read: Generated<number>
    rows_staged: Generated<number>
    rows_bad: Generated<number>
    rows_left_out: Generated<number>
    bytes_read: Generated<number>
    counts: DefaultedJson
    problem: string | null
    started_by: string
    started_at: Instant | null
    finished_at: Instant | null
    created_at: Instant
    updated_at: Instant
  }
  inbound_mails: {
    id: Generated<string>
    digest: Buffer
    way: string
    envelope_from: string
    envelope_to: string[]
    raw: Buffer | null
    size_bytes: number
    received_at: Instant
    state: Generated<string>
    read_at: Instant | null
    problem: string | null
    kind: string | null
    message_id: string | null
    node_id: string | null
    customer_id: string | null
    sender: string | null
    subject: string | null
    mail_id: string | null
    in_reply_to: string | null
    thread_ids: Generated<string[]>
    body: string | null
    html: string | null
    attachments: DefaultedJson
    understood: DefaultedJson
    mentioned: Generated<string[]>
  }
  inbound_ways: {
    way: string
    address: string
    certificate_until: Instant | null
    started_at: Instant
    seen_at: Instant
    stopped_at: Instant | null
    problem: string | null
    problem_at: Instant | null
  }
  intake_digests: {
    store_id: string
    kind: string
    key: string
    digest: string
  }
  log_failures: {
    event_id: string
    reader: string
    error: string
    at: Instant
  }
  log_position: {
    one: Generated<boolean>
    xid: string
    seq: number
    read_at: Instant | null
  }
  mail_provider_days: {
    provider_id: string
    day: string
    sent: Generated<number>
  }
  mail_providers: {
    id: Generated<string>
    name: string
    url_sealed: Buffer
    host: string
    streams: Generated<string[]>
    rank: Generated<number>
    per_second: number | null
    connections: Generated<number>
    warm_up: number[] | null
    warm_up_from: string | null
    paused_at: Instant | null
    failures: Generated<number>
    failing_until: Instant | null
    problem: string | null
    created_at: Instant
    created_by: string
  }
  mailbox_mails: {
    id: Generated<string>
    received_at: Instant
    envelope_from: string
    envelope_to: string[]
    raw: Buffer
    size_bytes: GeneratedAlways<number | null>
    parsed_at: Instant | null
    subject: Generated<string>
    sender: Generated<string>
    text: string | null
    html: string | null
    headers: DefaultedJson
    attachments: DefaultedJson
    search: GeneratedAlways<string | null>
  }
  mailings: {
    id: Generated<string>
    stream: string
    purpose: string
    channel: string
    name: string
    store_id: string | null
    sender_id: string | null
    state: Generated<string>
    variants: DefaultedJson
    created_at: Instant
    template_id: string | null
  }
  merge_suggestions: {
    id: Generated<string>
    one_id: string
    other_id: string
    reasons: string[]
    score: number
    state: Generated<string>
    found_at: Instant
    decided_at: Instant | null
    decided_by: string | null
    merged_id: string | null
  }
  message_keys: {
    key: string
    digest: string
    message_id: string
    created_at: Instant
  }
  message_returns: {
    id: Generated<string>
    message_id: string
    kind: string
    is_permanent: Generated<boolean>
    reason: string | null
    status: string | null
    smtp_code: number | null
    diagnostic: string | null
    source: string
    source_id: string | null
    at: Instant
  }
  messages: {
    id: Generated<string>
    mailing_id: string
    letter: Generated<string>
    channel: string
    stream: string
    purpose: string
    recipient_id: string
    node_id: string
    customer_id: string | null
    address: string | null
    language: string | null
    state: string
    reason: string | null
    consent_id: string | null
    send_at: Instant
    attempts: Generated<number>
    worker_id: string | null
    provider_id: string | null
    handed_at: Instant | null
    sent_at: Instant | null
    reply: string | null
    provider_message_id: string | null
    delivered_at: Instant | null
    bounced_at: Instant | null
    complained_at: Instant | null
    opened_at: Instant | null
    clicked_at: Instant | null
    replied_at: Instant | null
    unsubscribed_at: Instant | null
    template_id: string | null
    data: Json | null
    created_at: Instant
    eligible: Generated<boolean>
    planned_at: Instant | null
    slot_at: Instant | null
    decided_at: Instant | null
    decided_by: string | null
  }
  migrations: {
    number: number
    name: string
    digest: string
    applied_at: DefaultedInstant
  }
  node_activity: {
    node_id: string
    first_seen_at: Instant
    last_seen_at: Instant
    events_count: number
  }
  order_lines: {
    id: Generated<string>
    order_id: string
    position: number
    product_id: string | null
    variant_id: string | null
    sku: Generated<string>
    title: Generated<string>
    quantity: number
    unit_price_minor: number
    discount_minor: Generated<number>
    tax_minor: Generated<number>
    total_minor: number
    changed_xid: Generated<string>
  }
  order_reports: {
    event_id: string
    store_id: string
    number: string
    kind: string
    rank: number
    source_id: string
    node_id: string | null
    names: boolean
    at: Instant
    said: Json
  }
  orders: {
    id: Generated<string>
    store_id: string
    number: string
    customer_id: string | null
    channel: Generated<string>
    currency: string
    subtotal_minor: number
    discount_minor: Generated<number>
    shipping_minor: Generated<number>
    tax_minor: Generated<number>
    tax_included: Generated<boolean>
    total_minor: number
    refunded_minor: Generated<number>
    items_count: Generated<number>
    payment_state: Generated<string>
    discount_codes: Generated<string[]>
    email: string | null
    phone: string | null
    country: string | null
    city: string | null
    placed_at: Instant
    cancelled_at: Instant | null
    cancel_reason: string | null
    source_id: string
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    changed_xid: Generated<string>
    ship_name: string | null
    address: string | null
    postal_code: string | null
    region: string | null
    node_id: string | null
  }
  owned_by_nodes: {
    table_name: string
  }
  privacy_file_chunks: {
    request_id: string
    n: number
    bytes: Buffer
  }
  privacy_requests: {
    id: Generated<string>
    kind: string
    state: string
    customer_id: string
    label: string | null
    note: Generated<string>
    asked_at: Instant
    due_at: Instant
    asked_by: string
    decided_at: Instant | null
    decided_by: string | null
    refused_because: string | null
    finished_at: Instant | null
    progress: DefaultedJson
    problem: string | null
    removed: DefaultedJson
    certificate: Json | null
    wanted: Buffer | null
    file_bytes: number | null
    file_expires_at: Instant | null
    fetched_at: Instant | null
  }
  product_pairs: {
    product_id: string
    other_id: string
    orders: number
    score: number
    found_at: Instant
  }
  product_sales: {
    product_id: string
    sold: Generated<number>
    revenue_minor: Generated<number>
  }
  product_shelves: {
    shelf_id: string
    place: number
    product_id: string
    found_at: Instant
  }
  products: {
    id: Generated<string>
    store_id: string
    external_id: string
    title: string
    brand: string | null
    category_id: string | null
    status: Generated<string>
    image_url: string | null
    tags: Generated<string[]>
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    changed_xid: Generated<string>
    search: GeneratedAlways<string | null>
  }
  recent_messages: {
    id: Generated<string>
    source_id: string
    received_at: Instant
    outcome: string
    event_id: string
    type: string
    name: string
    message: Json
  }
  recipient_domains: {
    domain: string
    per_second: number
    changed_at: Instant
    changed_by: string
    next_at: Instant | null
  }
  recounts_due: {
    customer_id: string
  }
  refund_lines: {
    id: Generated<string>
    refund_id: string
    position: number
    order_line_id: string | null
    product_id: string | null
    variant_id: string | null
    sku: Generated<string>
    title: Generated<string>
    quantity: number
    amount_minor: number
    changed_xid: Generated<string>
  }
  refunds: {
    id: Generated<string>
    store_id: string
    number: string
    order_id: string | null
    customer_id: string | null
    currency: string
    amount_minor: number
    country: string | null
    reason: string | null
    refunded_at: Instant
    source_id: string
    created_at: DefaultedInstant
    changed_xid: Generated<string>
    node_id: string | null
  }
  rejected_messages: {
    id: Generated<string>
    source_id: string
    received_at: Instant
    violation: string
    message: Json | null
    type: string | null
    name: string | null
    details: DefaultedJson
    envelope: DefaultedJson
    mended_at: Instant | null
    event_id: string | null
  }
  reported_orders: {
    order_id: string
    derived: Json
  }
  restrictions: {
    id: Generated<string>
    node_id: string
    customer_id: string | null
    restricted_at: Instant
    restricted_by: string
    reason: Generated<string>
    lifted_at: Instant | null
    lifted_by: string | null
  }
  retention_rules: {
    event_name: string
    days: number
    set_at: Instant
    set_by: string
    ran_at: Instant | null
    deleted_last: Generated<number>
    deleted_total: Generated<number>
  }
  return_hooks: {
    provider: string
    key_sealed: Buffer
    created_at: Instant
    created_by: string
    refused: Generated<number>
    refused_at: Instant | null
    refused_because: string | null
  }
  return_notices: {
    id: Generated<string>
    provider: string
    digest: Buffer
    body: string
    received_at: Instant
    state: Generated<string>
    read_at: Instant | null
    problem: string | null
  }
  saved_views: {
    id: Generated<string>
    page: string
    name: string
    owner_id: string
    owner_name: string
    shared: Generated<boolean>
    search: DefaultedJson
    columns: string[] | null
    position: Generated<number>
    created_at: Instant
    updated_at: Instant
  }
  score_runs: {
    id: Generated<string>
    reason: string
    state: Generated<string>
    started_by: string
    started_at: Instant
    finished_at: Instant | null
    as_of: Instant | null
    customers: number | null
    changed: number | null
    problem: string | null
  }
  scores: {
    id: string
    recency: number
    frequency: number
    monetary: number
    rfm_group: string
    value_decile: number
    currency: string
    changed_xid: Generated<string>
  }
  segment_drifts: {
    segment_id: string
    day: string
    measure: string
    value: number
    usual: number
    spread: number
    found_at: Instant
  }
  segment_due: {
    customer_id: string
    due_at: Instant
  }
  segment_found: {
    segment_id: string
    customer_id: string
  }
  segment_keeper: {
    one: Generated<boolean>
    rebuild_wanted: Generated<boolean>
  }
  segment_members: {
    segment_id: string
    customer_id: string
    entered_at: Instant
  }
  segment_moves: {
    id: Generated<string>
    segment_id: string
    customer_id: string
    entered: boolean
    at: Instant
    cause: string
    event_id: string | null
  }
  segment_rebuilds: {
    one: Generated<boolean>
    fence: string
    wanted_at: Instant
    rows_done: Generated<number>
    rows_expected: number | null
  }
  segment_touched: {
    seq: GeneratedAlways<number>
    customer_id: string
    event_id: string | null
    xid: Generated<string>
  }
  segment_versions: {
    segment_id: string
    number: number
    rule: Json
    time_zone: string
    state: string
    step: Generated<string>
    rows_done: Generated<number>
    rows_expected: number | null
    problem: string | null
    made_by: string
    made_at: Instant
    built_at: Instant | null
  }
  segments: {
    id: Generated<string>
    name: string
    description: Generated<string>
    store_id: string | null
    time_zone: string
    serving: number | null
    members_count: Generated<number>
    created_at: Instant
    created_by: string
    archived_at: Instant | null
    archived_by: string | null
    watched: Generated<boolean>
    watch_threshold: Generated<number>
    watched_until: string | null
  }
  senders: {
    id: Generated<string>
    store_id: string | null
    name: string
    email: string
    reply_to: string | null
    created_at: Instant
    created_by: string
    archived_at: Instant | null
  }
  sending_domains: {
    id: Generated<string>
    domain: string
    selector: string
    public_key: string
    private_key_sealed: Buffer
    bounce_domain: string | null
    checks: Json | null
    checked_at: Instant | null
    created_at: Instant
    created_by: string
    signs_since: Instant | null
  }
  sending_workers: {
    id: string
    number: GeneratedAlways<number>
    started_at: Instant
    ended_at: Instant | null
  }
  settings: {
    name: string
    value: Json
    updated_at: DefaultedInstant
  }
  source_hours: {
    source_id: string
    hour: Instant
    accepted: Generated<number>
    duplicate: Generated<number>
    rejected: Generated<number>
    last_accepted_at: Instant | null
  }
  source_minutes: {
    source_id: string
    minute: Instant
    lane: number
    accepted: Generated<number>
    duplicate: Generated<number>
    rejected: Generated<number>
    last_accepted_at: Instant | null
  }
  sources: {
    id: Generated<string>
    kind: string
    name: string
    store_id: string | null
    created_at: DefaultedInstant
    write_key: string | null
    disabled_at: Instant | null
    watched_until: Instant | null
    enforcement: Generated<string>
    precedence: Generated<number>
  }
  staff: {
    id: Generated<string>
    name: string
    email: string
    email_verified: Generated<boolean>
    image: string | null
    role: string
    language: Generated<string>
    time_zone: Generated<string>
    theme: Generated<string>
    two_factor_enabled: Generated<boolean>
    deactivated_at: Instant | null
    deactivated_by: string | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  staff_accounts: {
    id: Generated<string>
    account_id: string
    provider_id: string
    staff_id: string
    access_token: string | null
    refresh_token: string | null
    id_token: string | null
    access_token_expires_at: Instant | null
    refresh_token_expires_at: Instant | null
    scope: string | null
    password: string | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  staff_attempts: {
    key: string
    count: number
    since: Instant
  }
  staff_invitations: {
    id: Generated<string>
    email: string
    role: string
    language: Generated<string>
    token_hash: string
    invited_by: string
    sent_at: DefaultedInstant
    expires_at: Instant
    accepted_at: Instant | null
    accepted_by: string | null
    revoked_at: Instant | null
    revoked_by: string | null
    created_at: DefaultedInstant
  }
  staff_passkeys: {
    id: Generated<string>
    name: string | null
    public_key: string
    staff_id: string
    credential_id: string
    counter: number
    device_type: string
    backed_up: boolean
    transports: string | null
    aaguid: string | null
    created_at: DefaultedInstant
  }
  staff_sessions: {
    id: Generated<string>
    token: string
    staff_id: string
    ip_address: string | null
    user_agent: string | null
    expires_at: Instant
    seen_at: DefaultedInstant
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  staff_two_factors: {
    id: Generated<string>
    staff_id: string
    secret: string
    backup_codes: string
    verified: Generated<boolean | null>
    failed_verification_count: Generated<number | null>
    locked_until: Instant | null
  }
  staff_verifications: {
    id: Generated<string>
    identifier: string
    value: string
    expires_at: Instant
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
  }
  stores: {
    id: Generated<string>
    key: string
    name: string
    currency: string
    time_zone: string
    country: string | null
    created_at: DefaultedInstant
    changed_xid: Generated<string>
    cart_abandoned_minutes: Generated<number>
  }
  stories_due: {
    node_id: string
  }
  suppressions: {
    id: Generated<string>
    node_id: string
    channel: string
    reason: string
    since: Instant
    by_whom: string
    lifted_at: Instant | null
    lifted_by: string | null
  }
  tags: {
    name: string
    created_at: DefaultedInstant
  }
  template_images: {
    id: Generated<string>
    store_id: string
    token: string
    file_name: string
    alt: string
    media_type: string
    width: number
    height: number
    bytes: number
    sha256: string
    data: Buffer
    added_by: string
    added_at: Instant
  }
  template_versions: {
    id: Generated<string>
    template_id: string
    number: number
    content: Json
    built: Json
    note: string
    made_by: string
    made_at: Instant
  }
  templates: {
    id: Generated<string>
    store_id: string
    name: string
    kind: string
    draft: Json
    revision: Generated<number>
    draft_by: string
    draft_at: Instant
    version_id: string | null
    has_draft: Generated<boolean>
    created_by: string
    created_at: Instant
    updated_at: Instant
    archived_at: Instant | null
  }
  tombstones: {
    node_id: string
    request_id: string
    erased_at: Instant
    came_again: Generated<number>
    came_last_at: Instant | null
  }
  tracked_events: {
    id: Generated<string>
    name: string
    type: Generated<string>
    seen_count: Generated<number>
    first_seen_at: Instant | null
    last_seen_at: Instant | null
    crowded_at: Instant | null
    planned_at: Instant | null
    planned_by: string | null
    note: Generated<string>
    expected: DefaultedJson
  }
  tracked_many_values: {
    event_id: string
    path: string
  }
  tracked_properties: {
    event_id: string
    path: string
    type: string
    seen_count: number
    first_seen_at: Instant
    last_seen_at: Instant
  }
  tracked_sources: {
    event_id: string
    source_id: string
    seen_count: number
    last_seen_at: Instant
  }
  tracked_values: {
    event_id: string
    path: string
    value: string
    seen_count: number
  }
  tracking_hits: {
    id: GeneratedAlways<number>
    message_id: string
    kind: string
    link_index: number | null
    url: string | null
    suspect: string | null
    at: Instant
  }
  unusable_events: {
    event_id: string
    source_id: string
    store_id: string | null
    name: string
    reason: string
    occurred_at: Instant
    found_at: Instant
  }
  variants: {
    id: Generated<string>
    product_id: string
    store_id: string
    sku: string
    title: Generated<string>
    barcode: string | null
    price_minor: number | null
    cost_minor: number | null
    created_at: DefaultedInstant
    updated_at: DefaultedInstant
    changed_xid: Generated<string>
  }
  warehouse_days: {
    generation_id: string
    store_id: string
    day: string
    noted: Generated<number>
  }
  warehouse_generations: {
    id: Generated<string>
    cluster: string
    reason: string
    begun_at: DefaultedInstant
    expected_rows: Generated<number>
    swapping_since: Instant | null
    serving_since: Instant | null
    complete_at: Instant | null
  }
  warehouse_positions: {
    generation_id: string
    table_name: string
    done_xid: Generated<string>
    done_key: string
    until_xid: Generated<string>
    until_key: string
    rows_copied: Generated<number>
    moved_at: DefaultedInstant
  }
  wishes: {
    node_id: string
    store_id: string
    product_key: string
    customer_id: string | null
    product: Json
    wished: boolean
    at: Instant
    event_id: string
  }
}
