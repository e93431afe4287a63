import type {
  BusinessProfileView,
  ConnectView,
  DoctorCheckView,
  DoctorView,
  Event,
  IntegrationView,
  LogLevel,
  NumberCardView,
  NumberLogLineView,
} from '../api/generated'
import { type CommandName, CommandRefused, type Request, type Response } from '../api/transport'
import { connect, integration, numberCard, steps, waitingChecks } from './make_number'

type Handlers = { [C in CommandName]: (request: Request<C>) => Response<C> }
type Mine =
  | 'integration'
  | 'put_meta_app'
  | 'remove_meta_app'
  | 'set_rotation'
  | 'start_connect'
  | 'start_manual'
  | 'current_connect'
  | 'open_login_window'
  | 'finish_in_browser'
  | 'answer_connect'
  | 'retry_step'
  | 'close_connect'
  | 'list_numbers'
  | 'set_number_running'
  | 'edit_number'
  | 'test_number'
  | 'replace_token'
  | 'disconnect_number'
  | 'list_number_log'
  | 'run_doctor'
  | 'current_doctor'
  | 'stop_doctor'
  | 'business_profile'
  | 'save_business_profile'

const LEVELS: readonly LogLevel[] = ['info', 'warning', 'error']

/** The engine's side of connecting and running numbers. What Meta and the relay would do is told by the test. */
export class FakeWhatsApp {
  integration: IntegrationView = integration()
  numbers: NumberCardView[] = [numberCard()]
  connect: ConnectView | null = null
  doctor: DoctorView | null = null
  /** Newest first. */
  log: NumberLogLineView[] = []
  profile: BusinessProfileView = {
    about: 'Lamps and desks, made by hand.',
    address: '1 Oak Street, Stockholm',
    description: 'We make lamps and desks of oak and iron.',
    email: 'hello@oakandiron.example',
    websites: ['https://oakandiron.example'],
    vertical: 'RETAIL',
  }
  /** What disconnecting could not do. */
  disconnectNotes: string[] = []
  readonly #tell: (event: Event) => void

  constructor(tell: (event: Event) => void) {
    this.#tell = tell
  }

  /** The connection goes on. */
  goOn(change: Partial<ConnectView>) {
    const view = connect({ stage: { stage: 'working' }, ...this.connect, ...change })
    this.connect = view
    this.#tell({ event: 'connect', connect: view })
    return view
  }

  setIntegration(change: Partial<IntegrationView>) {
    this.integration = { ...this.integration, ...change }
    this.#tell({ event: 'integration', integration: this.integration })
    return this.integration
  }

  change(phoneNumberId: string, change: Partial<NumberCardView>): NumberCardView {
    const number = { ...this.#number(phoneNumberId), ...change }
    this.numbers = this.numbers.map((n) => (n.phone_number_id === phoneNumberId ? number : n))
    this.#tell({ event: 'numbers', items: [number] })
    return number
  }

  /** A check of the doctor has its result. */
  check(change: Partial<DoctorCheckView> & Pick<DoctorCheckView, 'check'>, more: Partial<DoctorView> = {}) {
    if (this.doctor === null) return
    this.doctor = {
      ...this.doctor,
      checks: this.doctor.checks.map((c) => (c.check === change.check ? { ...c, ...change } : c)),
      ...more,
    }
    this.#tell({ event: 'doctor', doctor: this.doctor })
  }

  #number(id: string): NumberCardView {
    const number = this.numbers.find((n) => n.phone_number_id === id)
    if (number === undefined) {
      throw new CommandRefused({ code: 'not_found', message: 'This number is not connected.', retry_after_ms: null })
    }
    return number
  }

  readonly commands: Pick<Handlers, Mine> = {
    integration: () => this.integration,
    put_meta_app: ({ app_id, config_id }) => {
      const { relay } = this.integration
      const apps = [...(relay?.apps ?? []), { app_id, name: 'Oak & Iron inbox', config_id, entered: true }]
      return this.setIntegration({ relay: relay === null ? null : { ...relay, apps }, blocked: null, blocked_signup: null })
    },
    remove_meta_app: ({ app_id }) => {
      const { relay } = this.integration
      const apps = (relay?.apps ?? []).filter((app) => app.app_id !== app_id)
      const blocked = apps.length === 0 ? 'Meta App ID and App Secret are not configured on the server' : null
      return this.setIntegration({ relay: relay === null ? null : { ...relay, apps }, blocked, blocked_signup: blocked })
    },
    set_rotation: (rotation) => this.setIntegration({ rotation }),
    start_connect: ({ way }) =>
      this.goOn({
        id: `connect-${Date.now()}`,
        way,
        stage: {
          stage: 'at_meta',
          url: 'https://relay.oakandiron.example/connect/9f2c41d87b',
          window_open: true,
          ends_at_ms: Date.now() + 600_000,
        },
        steps: steps('code'),
      }),
    start_manual: () =>
      this.goOn({
        id: `connect-${Date.now()}`,
        way: 'manual',
        stage: { stage: 'working' },
        steps: steps('token').map((step) => (step.step === 'code' ? { ...step, state: 'skipped' } : step)),
      }),
    current_connect: () => ({ connect: this.connect }),
    open_login_window: () => this.#atMeta(true),
    finish_in_browser: () => this.#atMeta(false),
    answer_connect: () => this.goOn({ stage: { stage: 'working' } }),
    retry_step: ({ step }) => this.goOn({ stage: { stage: 'working' }, steps: steps(step) }),
    close_connect: () => {
      this.connect = null
      this.#tell({ event: 'connect', connect: null })
      return {}
    },
    list_numbers: () => ({ items: this.numbers }),
    set_number_running: ({ phone_number_id, running }) =>
      this.change(phone_number_id, { state: running ? 'STARTING' : 'STOPPED' }),
    edit_number: ({ phone_number_id, internal_name, description }) =>
      this.change(phone_number_id, {
        internal_name: internal_name === '' ? null : internal_name,
        description: description === '' ? null : description,
      }),
    test_number: ({ phone_number_id }) => this.change(phone_number_id, { checked_at_ms: Date.now() }),
    replace_token: ({ phone_number_id }) =>
      this.change(phone_number_id, {
        token: { here: true, ends_at_ms: null, dead: false, scopes: ['whatsapp_business_messaging'] },
        state: 'RUNNING',
        trouble: null,
        alarms: [],
      }),
    disconnect_number: ({ phone_number_id }) => {
      this.numbers = this.numbers.filter((n) => n.phone_number_id !== phone_number_id)
      this.#tell({ event: 'number_gone', phone_number_id })
      return { notes: this.disconnectNotes }
    },
    list_number_log: ({ phone_number_id, least, containing, before, limit }) => {
      const rows = this.log.filter(
        (line) =>
          (phone_number_id === null || line.phone_number_id === phone_number_id) &&
          (least === null || LEVELS.indexOf(line.level) >= LEVELS.indexOf(least)) &&
          line.words.toLowerCase().includes(containing.toLowerCase()),
      )
      const from = before === null ? 0 : Number(before)
      return { items: rows.slice(from, from + limit), next: from + limit < rows.length ? String(from + limit) : null }
    },
    run_doctor: ({ phone_number_id }) => {
      const doctor = { phone_number_id, started_at_ms: Date.now(), running: true, checks: waitingChecks(), report: '' }
      this.doctor = doctor
      return doctor
    },
    current_doctor: () => ({ doctor: this.doctor }),
    stop_doctor: () => {
      if (this.doctor !== null) this.check({ check: 'self_test', state: 'skipped' }, { running: false })
      return {}
    },
    business_profile: () => this.profile,
    save_business_profile: ({ profile }) => {
      this.profile = profile
      return profile
    },
  }

  #atMeta(isOpen: boolean): ConnectView {
    const url = 'https://relay.oakandiron.example/connect/9f2c41d87b'
    return this.goOn({ stage: { stage: 'at_meta', url, window_open: isOpen, ends_at_ms: Date.now() + 600_000 } })
  }
}
