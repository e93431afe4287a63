# Words of the app. Short, plain, second person, no exclamation marks; the same word for the same thing everywhere.

## General

close = Close
cancel = Cancel
save = Save
not-known = –
field-optional = (optional)
field-reveal = Show what you typed
field-hide = Hide what you typed
copyable-copy = Copy { $label }
copyable-reveal = Show { $label }
copyable-hide = Hide { $label }
too-long = Use at most { NUMBER($most) } characters.
try-again = Try again
loading = Loading
error-unexpected = Something went wrong: { $detail }. Try again; if it happens again, restart Frontdesk.
error-host-gone = Frontdesk is not answering. Check that it is still running on this machine.
error-session-ended = This page has no session. Open the address that frontdesk-host printed when it started.
link-copy = Copy { $address }
link-copied = Copied.
link-not-copied = Not copied: the clipboard is not available.

## Start

boot-opening = Opening Frontdesk
boot-failed = Frontdesk could not open

locked-title = Unlock Frontdesk
locked-choose-title = Choose a passphrase
locked-passphrase = Passphrase
locked-again = The same passphrase again
locked-hint = Nobody can recover it for you. Without it this device has to be set up again.
locked-open = Unlock
locked-set = Set passphrase
locked-opening = Opening
locked-empty = Enter your passphrase.
locked-short = Use at least { $least } characters.
locked-differ = The two passphrases differ. Enter the same one twice.

keychain-title = Your keychain is closed
keychain-means = Until it opens, Frontdesk can’t reach its keys; your messages are safe on this device.

setup-title = Set up Frontdesk
setup-lead = Messages go through a relay that you run and are kept on your own devices.
setup-number-later = Your WhatsApp number comes after this.
setup-address = Relay address
setup-address-hint = For example https://relay.example.com
setup-address-wrong = Enter the whole address, beginning with https://
setup-code = Setup code
setup-code-hint = A new relay prints it once when it starts.
setup-code-empty = Enter the code that the relay printed.
setup-workspace = Workspace name
setup-workspace-hint = Usually the name of your business.
setup-workspace-empty = Give the workspace a name.
setup-name = Your name
setup-name-empty = Enter your name, so that your team knows who replied.
setup-create = Create workspace
setup-creating = Creating

## Inbox

rail = Frontdesk
rail-inbox = Inbox
rail-settings = Settings
title = Frontdesk
title-unread = ({ $count }) Frontdesk

demo = Demo
demo-what = Nothing here is real and nothing outlives it. Play the customers on their phones and watch the inbox.
demo-open-phones = Open the customers’ phones
demo-address = Open this address in a browser to play the customers:
demo-copy = Copy address

connection-idle = Not connected to a relay yet.
connection-connecting = Connecting to your relay
connection-catching-up = Catching up, { NUMBER($applied) } of { NUMBER($head) }
connection-live = Connected. Messages arrive as they are written.
connection-offline = Offline. Messages you send wait here.
connection-next-try = Next try in { $seconds } s.
connection-trying = Trying now.

list-title = Inbox
list-label = Conversations
list-width = Width of the list
list-draft = Draft
list-you = You:
list-nothing-yet = No messages yet
list-writes-to = writes to { $name }
list-unread =
    { $count ->
        [one] 1 unread message
        [100] 100 or more unread messages
       *[other] { $count } unread messages
    }
list-new = { $count } new
list-empty-title = No conversations yet
list-empty = When a customer writes to your number, the conversation appears here within seconds.
list-no-number-title = Connect your WhatsApp number
list-no-number = Customers’ messages appear here once a number is connected.

## Thread

thread-none = Choose a conversation
thread-back = Back to the inbox
thread-messages = Messages
thread-empty = No messages here yet.
thread-new =
    { $count ->
        [one] 1 new message
       *[other] { $count } new messages
    }
thread-latest = Latest messages
thread-unread-mark = New
thread-you-said = You:
thread-they-said = Customer:
thread-arrived = { $name }: { $text }
thread-show-all = Show all
thread-show-raw = Show raw
message-menu = Message
message-copy = Copy
thread-cannot-show = This version can’t show it yet.
raw-title = Original
day-today = Today
day-yesterday = Yesterday

kind-image = Photo
kind-video = Video
kind-audio = Voice message
kind-document = Document
kind-sticker = Sticker
kind-location = Location
kind-contacts = Contact card
kind-reaction = Reaction
kind-button = Button tapped
kind-interactive = Choice made
kind-order = Order
kind-system = Notice from WhatsApp
kind-edit = Edited message
kind-revoke = Deleted message
kind-unsupported = A message that only phones can show
kind-other = Message of type “{ $kind }”

state-queued = Waiting to be sent
state-sending = Sending
state-accepted = Accepted by WhatsApp
state-sent = Sent
state-delivered = Delivered
state-read = Read
state-failed = Not sent
state-held = Held until the customer writes
state-unknown = Not known yet whether it was sent
state-cancelled = Cancelled
step-written = Written
step-by = Written by { $name }

problem-send-again = Send again
problem-cancel = Cancel
problem-note-code = WhatsApp says: { $note } (code { $code })

window-closes-in =
    { $hours ->
        [0] Reply window closes in { $minutes } min
       *[other]
            { $minutes ->
                [0] Reply window closes in { $hours } h
               *[other] Reply window closes in { $hours } h { $minutes } min
            }
    }
window-left =
    { $hours ->
        [0] { $minutes } min left
       *[other]
            { $minutes ->
                [0] { $hours } h left
               *[other] { $hours } h { $minutes } min left
            }
    }
window-closes-at = Closes { $time }
window-closed = Reply window closed
window-closed-at = Closed { $time }
window-never = Has not written yet

## Composer

composer-label = Message to { $name }
composer-placeholder = Write a message
composer-send = Send
composer-hold = Hold until online
composer-preview = As the customer will see it
composer-count = { NUMBER($length) } of { NUMBER($most) }
composer-too-long = { NUMBER($over) } too many
composer-draft-refused = Your draft could not be kept. { $reason }
notice-closed-title = It’s been over 24 hours since the last reply.
notice-closed = Until the customer writes again, WhatsApp allows only approved templates.
notice-never-title = Waiting for the customer’s first message.
notice-never = Until the customer writes, WhatsApp allows only approved templates.
notice-draft-kept = Your draft is kept.

## Settings

settings-look = Appearance
settings-connection = Connection
settings-general = General
settings-integrations = Integrations
settings-numbers = Numbers
settings-log = Connection log
settings-kept = Kept updates
settings-sections = Sections of the settings
settings-trouble =
    { $count ->
        [one] 1 number needs attention
       *[other] { $count } numbers need attention
    }
settings-keys = Keyboard
settings-about = About
settings-who = { $member } in { $workspace }
settings-version = Frontdesk { $version }
theme-system = System
theme-light = Light
theme-dark = Dark
key-walk = Next or previous conversation
key-walk-typing = The same while you type
key-open = Open the conversation, or send the message
key-reply = Write a reply
key-leave = From the message back to the list
key-messages = Go through the messages
key-settings = Settings; Esc goes back
key-copy = Copy the message you are on

kept-title = Updates this version can’t show
kept-what = Nothing that WhatsApp sends is dropped. A later version may show these.
kept-none = None. Your conversations show everything that came.
kept-more = Show more
kept-account = Account update
kept-account-alert = Account alert
kept-account-review = Account review
kept-account-settings = Account settings
kept-limits = Messaging limits
kept-username = Username update
kept-call = Call
kept-group = Group update
kept-history = Earlier conversations from the phone
kept-template = Template text changed
kept-template-category = Template category
kept-template-quality = Template quality
kept-template-status = Template status
kept-payment = Payment settings
kept-number-name = Name of the number
kept-number-quality = Quality of the number
kept-security = Security notice
kept-phone-contacts = Contacts from the phone
kept-phone-echo = Reply written on the phone
kept-status = Status of an unknown message
kept-trouble = Trouble reported by WhatsApp
kept-unparsed = Update in an unknown form
kept-unreadable = Unreadable entry
kept-preferences = Customer’s preferences
kept-other = Update of type “{ $subject }”

## Over the page

notice = Notices
notice-reconnect = Reconnect
notice-find-out = Find out why
notice-others =
    { $count ->
        [one] 1 more
       *[other] { $count } more
    }

## Integrations

integration-whatsapp = WhatsApp
integration-about = Customers’ messages arrive in the inbox, and your team answers them there.
integration-numbers = Connected numbers
integration-open-numbers = Open the numbers
integration-who = Only an owner of this workspace can connect and change numbers.

needs-title = Before you connect
need-relay-connected = This device reaches your relay
need-relay-public = Meta reaches your relay
need-meta-app = The relay has a Meta app
need-login-configuration = The app has a login configuration
need-business-admin = You are an admin of the business
need-number-reachable = The number can get an SMS or a call
need-number-free = The number is free
need-met = met
need-unmet = not met
need-checking = being checked
need-yours = only you can know

permissions-title = What Meta asks you to allow
permission-messaging = To read your customers’ messages and to send yours.
permission-management = To manage templates, webhooks and the details of your account.
permission-business = To find your WhatsApp Business account in your business.

ways-title = How do you want to connect?
ways-title-more = Connect another number
ways-app = Meta app
way-signup = New or existing number
way-signup-about = Choose or create the account and the number in Meta’s window.
way-coexistence = The number stays in the WhatsApp Business app
way-coexistence-about = Phone and inbox work side by side. You scan a code with the phone.
way-login = I have an account with access
way-login-about = Log in and choose from the WhatsApp Business accounts you manage.
way-manual = Advanced setup
way-manual-about = Enter ids and a token by hand. Meta confirms them before anything is kept.
way-manual-lead = You have ids and a token?

connect-open = Connect WhatsApp
connect-starting = Opening Meta
connect-go-on = Go on
connect-show = Show
connect-steps = Steps
connect-start-again = Start again
connect-back-to-meta = Back to Meta’s pages
connect-change-entries = Change what you entered
connect-retry-step = Retry this step

connect-step-code = Login at Meta
connect-step-token = Token
connect-step-scopes = Permissions
connect-step-business = Business
connect-step-account = WhatsApp Business account
connect-step-numbers = Numbers
connect-step-webhook = Webhook
connect-step-registration = Registration
connect-step-display-name = Display name
connect-step-quality = Quality
connect-step-templates = Templates
connect-state-waiting = waiting
connect-state-running = running
connect-state-asking = needs your answer
connect-state-done = done
connect-state-skipped = not needed
connect-state-noted = done, with a note
connect-state-failed = failed

connect-now-at-meta = Go on at Meta
connect-now-working = Connecting WhatsApp
connect-now-step = Connecting WhatsApp: { $step }
connect-now-numbers = Choose the numbers to connect
connect-now-no-number = No number was chosen
connect-now-pin = The number asks for its PIN
connect-now-pin-choose = Choose a PIN for the number
connect-now-verification = The number has to be verified
connect-now-failed = Connecting WhatsApp failed
connect-now-failed-at = Connecting WhatsApp failed: { $step }
connect-now-cancelled = Connecting WhatsApp was cancelled
connect-now-done-none = WhatsApp is connected, without a number
connect-now-done =
    { $count ->
        [one] Your number is connected
       *[other] Your { $count } numbers are connected
    }

at-meta-open = Log in and choose in Meta’s window. It closes by itself, and this list goes on.
at-meta-closed = Meta’s window is closed. Open it again, or use this address in a browser.
at-meta-no-window = Open this address in a browser and log in there. This list goes on by itself.
at-meta-open-again = Open again
at-meta-browser = Finish in browser
at-meta-copy = Copy link
at-meta-ends = The link works until { $time }.
at-meta-ended = The link has ended. Cancel, then start again.

problem-meta-says = Meta says:
problem-code = (code { $code })

choose-numbers = These are the numbers Meta shows.
choose-account = Account { $account }
choose-connected = connected as { $name }
choose-others = What happens to numbers that are connected and not chosen here?
choose-add = They stay connected.
choose-replace = They are disconnected. What I chose becomes the whole set.
choose-none = Choose at least one number.
choose-go =
    { $count ->
        [one] Connect 1 number
       *[other] Connect { $count } numbers
    }
choose-go-removing =
    { $count ->
        [one] Connect 1 number, disconnect { $removed }
       *[other] Connect { $count } numbers, disconnect { $removed }
    }
plan-title = What will happen
plan-added = Added
plan-renewed = New token
plan-kept = Kept
plan-removed = Disconnected

ask-no-number = The account { $account } is there, but no number was chosen in it. Go back to Meta’s window to choose one, or leave it at that.
ask-no-number-open = Choose a number at Meta
ask-no-number-leave = Leave it without a number
ask-pin = is protected with two-step verification.
ask-pin-label = Six-digit PIN
ask-pin-hint = You chose it when you set up the number. It can be reset in WhatsApp Manager.
ask-pin-choose = has no PIN for two-step verification yet. Choose one: whoever registers the number again will need it.
ask-pin-choose-label = New six-digit PIN
ask-pin-choose-hint = Write it down in a safe place. Frontdesk does not keep it.
ask-pin-short = The PIN has six digits.
ask-pin-go = Register
ask-verify = has to be verified. Meta sends a code to it.
ask-verify-sms = Send an SMS
ask-verify-voice = Call the number
ask-code-sent = An SMS with the code is on its way to
ask-code-called = Meta is calling with the code:
ask-code-label = Code
ask-code-short = The code has six digits.
ask-code-go = Verify
ask-code-resend-sms = Send the SMS again
ask-code-resend-voice = Call again
ask-skip = Skip for now

done-numbers = Connected now
done-try = Try it
done-send = Send a message from your phone to
done-waiting = It appears here when it arrives.
done-arrived = Arrived. { $name }: { $text }
done-arrived-some = Arrived. It works.
done-open-conversation = Open the conversation
done-open-inbox = Open the inbox

apps-title = Meta app
apps-about = Your relay speaks to Meta as this app. Its secret stays on the relay.
apps-enter = Enter the Meta app
apps-nameless = Meta app
apps-secret-only = App secret without an app
apps-secret-only-about = Checks that webhooks are Meta’s, but can’t log in.
apps-configuration = Configuration { $id }
apps-no-configuration = No configuration
apps-in-settings = In the relay’s settings
apps-remove = Remove
apps-remove-named = Remove { $name }
apps-remove-title = Remove { $name }?
apps-remove-means = The relay forgets its id and secret. It then refuses webhooks of this app, so numbers that were connected with it get no messages until the app is entered again.

app-id = App ID
app-id-hint = In Meta’s App Dashboard under App settings, Basic.
app-id-wrong = The app ID has digits only.
app-id-missing = Enter the app ID that belongs to the secret.
app-secret = App secret
app-secret-hint = Beside the app ID. It goes to your relay and nowhere else.
app-secret-wrong = The app secret has 32 characters, 0 to 9 and a to f.
app-secret-missing = Enter the secret that belongs to the app ID.
app-config = Configuration ID
app-config-hint = Under Facebook Login for Business, Configurations. Without it only existing accounts can log in.
app-config-wrong = The configuration ID has digits only.
app-keep = Check and save
app-kept = The Meta app is saved on the relay.

guide-title = How to make a Meta app
guide-create = At developers.facebook.com choose My Apps, then Create App, and choose the type Business. Connect it with your business.
guide-products = Add the products WhatsApp and Facebook Login for Business.
guide-redirect = Under Facebook Login for Business, Settings, switch on Client OAuth login, Web OAuth login and Login with the JavaScript SDK. Add this address to the valid OAuth redirect URIs, and its domain to the allowed domains.
guide-redirect-url = Redirect URI
guide-configuration = Under Facebook Login for Business, Configurations, create one of the type WhatsApp Embedded Signup, with a token that never ends and the three permissions named above.
guide-webhook = Under WhatsApp, Configuration, enter this webhook and subscribe to these fields.
guide-access = Under App Review ask for Advanced Access to whatsapp_business_messaging and whatsapp_business_management. Until then only people with a role in the app can log in.
guide-live = Switch the app to Live mode.
guide-enter = Copy the app ID, the app secret and the configuration ID into the form above.
guide-no-address = The relay does not know the address under which the world reaches it. Start it with --public-url and an https address.
webhook-url = Webhook URL
webhook-verify-token = Verify token
webhook-fields = Fields

manual-app = With the app’s ID and secret, the relay also believes the webhooks of that app.
manual-back = Back
manual-webhook = Webhook to enter at Meta
manual-webhook-about = In the App Dashboard under WhatsApp, Configuration. Several apps may use the same address.

number-id = Phone number ID
number-id-hint = In Meta’s App Dashboard under WhatsApp, API Setup. Several: separate them with commas, spaces or lines.
number-id-wrong = The phone number ID has digits only. It is not the phone number itself.
number-id-wrong-one = “{ $id }” is no phone number ID. It has digits only and is not the phone number itself.
number-waba = WhatsApp Business account ID
number-waba-wrong = The account ID has digits only.
number-token = Access token
number-token-hint = A system user’s token. It goes into this device’s keychain and nowhere else.
number-token-empty = Enter an access token.
number-connect = Connect number
number-connecting = Checking with Meta

## Numbers

numbers-table = Connected numbers
numbers-empty = No number is connected yet.
numbers-connect-another = Connect another number
numbers-open-integrations = Open the integrations
column-name = Name
column-number = Number
column-state = State
column-quality = Quality
column-limit = Limit
column-throughput = Throughput
column-token = Token
column-webhook = Last webhook
column-actions = Actions
number-starting = Starting
number-running = Running
number-error = Error
number-stopped = Stopped
number-now = { $name }: { $state }
number-coexistence = Also on the phone
number-checked = Checked { $ago }
number-meta-status = At Meta: { $status }
number-name-status = Name: { $status }
meta-status-connected = connected
meta-status-pending = not registered yet
meta-status-unverified = not verified
meta-status-disconnected = disconnected
meta-status-migrated = moved to another account
meta-status-banned = banned
meta-status-restricted = restricted
meta-status-rate-limited = slowed down
meta-status-flagged = flagged for low quality
meta-status-deleted = deleted
name-status-approved = approved
name-status-without-review = usable without a review
name-status-pending = in review
name-status-declined = declined
name-status-expired = its approval has expired
name-status-none = not reviewed
number-testing = Checking
number-no-webhook = None yet
number-actions = Actions for { $name }
number-start = Start
number-stop = Stop
number-test = Test now
number-edit = Edit name and description
number-replace-token = Replace token
number-profile = Business profile
number-log = Show log
number-doctor = Run the doctor
number-disconnect = Disconnect
quality-green = Green
quality-yellow = Yellow
quality-red = Red
limit-none = Unlimited
limit-people = { NUMBER($count) } a day
limit-means = People who can be written to outside their reply window in 24 hours. One limit for the whole business.
throughput-means = Messages a second, in and out.
throughput = { NUMBER($rate) }/s
token-dead = Refused by Meta
token-elsewhere = Not on this device
token-never = Does not end
token-ended = Ended
token-ends =
    { $days ->
        [0] Ends today
        [one] Ends in 1 day
       *[other] Ends in { $days } days
    }
ago-now = just now
ago-minutes = { $minutes } min ago
ago-hours = { $hours } h ago
ago-days =
    { $days ->
        [one] 1 day ago
       *[other] { $days } days ago
    }

rotation = Numbers take turns when you start a conversation
rotation-about = Each customer keeps hearing from the same number. It adds no capacity: Meta’s limit is for the whole business, not for a number.

edit-title = Edit { $name }
edit-name = Internal name
edit-name-hint = For your team. Customers see the verified name.
edit-description = Description

token-title = Replace the token of { $name }
token-now = Now
token-scopes = Permissions
token-new = New access token
token-new-hint = Meta confirms it before it replaces the old one. It goes into the keychain and nowhere else.
token-replaced = The token is replaced.

disconnect-title = Disconnect { $name }?
disconnect-history = Its conversations stay here.
disconnect-messages = New messages to it no longer arrive here.
disconnect-webhook = Its webhook is unsubscribed at Meta.
disconnect-token = Its token is forgotten in every keychain of the team.
disconnect-again = Nothing changes in your WhatsApp Business account. You can connect the number again at any time.
disconnect-go = Disconnect { $name }
disconnected = { $name } is disconnected
disconnected-notes = Not everything was possible:

profile-title = Business profile of { $name }
profile-about-this = Customers see this when they open your profile in WhatsApp.
profile-loading = Reading it from Meta
profile-saving = Saving at Meta
profile-saved = The business profile is saved.
profile-about = About
profile-about-empty = WhatsApp wants at least one character here.
profile-description = Description
profile-vertical = Kind of business
profile-address = Address
profile-email = Email
profile-email-wrong = Enter a whole address, for example hello@example.com.
profile-website = Website
profile-website-2 = Second website
profile-website-wrong = Enter the whole address, beginning with https://
vertical-other = Other
vertical-auto = Cars
vertical-beauty = Beauty, spa and salon
vertical-apparel = Clothing
vertical-edu = Education
vertical-entertain = Entertainment
vertical-event-plan = Event planning
vertical-finance = Finance and banking
vertical-grocery = Groceries
vertical-govt = Public service
vertical-hotel = Hotel
vertical-health = Medicine and health
vertical-nonprofit = Non-profit
vertical-prof-services = Professional services
vertical-retail = Shopping and retail
vertical-travel = Travel
vertical-restaurant = Restaurant
vertical-not-a-biz = Not a business

doctor-title = Doctor for { $name }
doctor-about = Checks the whole way of a message, from Meta to this device and back, and says what to do about what it finds.
doctor-phone = Phone for a self-test
doctor-phone-hint = With country code. It must have written to this number in the last 24 hours.
doctor-phone-wrong = Enter the number with its country code, for example +44 7700 900123.
doctor-run = Run all checks
doctor-run-again = Run again
doctor-stop = Stop
doctor-copy = Copy report
doctor-checks = Checks
doctor-started = Started { $time }
doctor-so-far = { $done } of { $all } checked
doctor-all-good = All is well.
doctor-found =
    { $bad ->
        [0] Nothing is broken, { $warning } to look at.
       *[other]
            { $warning ->
                [0] { $bad } to mend.
               *[other] { $bad } to mend, { $warning } to look at.
            }
    }
check-waiting = waiting
check-running = running
check-good = good
check-warning = should be looked at
check-bad = broken
check-skipped = not checked
check-relay-connected = Way to the relay
check-relay-public = Address of the relay
check-tls = Certificate
check-challenge = Meta’s challenge
check-signature = Signatures
check-app-webhook = Webhook at Meta
check-fields = Fields
check-subscription = Subscription of the account
check-override-url = Where webhooks go
check-token = Token
check-scopes = Permissions
check-token-end = End of the token
check-number-status = State of the number
check-registration = Registration
check-display-name = Display name
check-quality = Quality
check-billing = Billing
check-templates = Templates
check-last-webhook = Last webhook
check-self-test = A message out and back

log-filters = Filter the log
log-number = Number
log-all-numbers = All numbers
log-level = Level
log-everything = Everything
log-warnings = Warnings and errors
log-errors = Errors
log-words = Words in the log
log-none = Nothing has happened yet.
log-none-such = No line matches these filters.
log-copy = Copy line
log-info = Information
log-warning = Warning
log-error = Error
log-subject-connect = Connecting
log-subject-webhook = Webhook
log-subject-send = Sending
log-subject-check = Check
log-subject-token = Token
log-subject-person = Person

## Work with conversations

undo = Undo
remove = Remove
with-key = { $words } ({ $key })
edit-named = Edit { $name }
remove-named = Remove { $name }

status-open = Open
status-snoozed = Snoozed
status-closed = Closed
status-all = All
sort-newest = Newest first
sort-longest-waiting = Longest waiting first
sort-closing-soon = Closing soon first
window-any = Any
window-is-open = Open
window-is-closing = Closes within 2 h
window-is-closed = Closed

view-status = Shown:
view-status-menu = Which conversations
view-filter = Filter
view-filter-on = Filter (on)
view-sort = Order: { $sort }
view-sort-menu = Order
view-unread = Unread only
view-labels = Label
view-numbers = Number
view-window = Reply window
view-clear = Clear filters
view-nothing-fits = No conversation fits these filters
view-nothing-open = Nothing is open
view-all-done = Every conversation is closed or snoozed. The next message of a customer appears here.
view-nothing-snoozed = Nothing is snoozed
view-nothing-closed = Nothing is closed yet

list-pinned = Pinned
list-snoozed = Snoozed until { $time }
list-closed = Closed
list-marked = Chosen
list-more-labels = and { $names }

bulk = Chosen conversations
bulk-count = { NUMBER($count) } chosen
bulk-clear = Choose none

work-close = Close
work-reopen = Reopen
work-snooze = Snooze
work-label = Label
work-pin = Pin
work-unpin = Unpin
work-mark-unread = Mark unread
work-more = More
work-closed =
    { $count ->
        [one] Closed.
       *[other] { NUMBER($count) } conversations closed.
    }
work-reopened =
    { $count ->
        [one] Reopened.
       *[other] { NUMBER($count) } conversations reopened.
    }
work-snoozed =
    { $count ->
        [one] Snoozed until { $time }.
       *[other] { NUMBER($count) } conversations snoozed until { $time }.
    }
work-pinned =
    { $count ->
        [one] Pinned.
       *[other] { NUMBER($count) } conversations pinned.
    }
work-unpinned =
    { $count ->
        [one] No longer pinned.
       *[other] { NUMBER($count) } conversations no longer pinned.
    }
work-labelled =
    { $count ->
        [one] Labelled { $label }.
       *[other] { NUMBER($count) } conversations labelled { $label }.
    }
work-unlabelled =
    { $count ->
        [one] Label { $label } taken off.
       *[other] Label { $label } taken off { NUMBER($count) } conversations.
    }
work-unread =
    { $count ->
        [one] Marked unread.
       *[other] { NUMBER($count) } conversations marked unread.
    }
work-deleted = Deleted.
work-notice = Just done

snooze-title =
    { $count ->
        [one] Snooze
       *[other] Snooze { NUMBER($count) } conversations
    }
snooze-field = Until when
snooze-example = 2h30m, tomorrow 9, mon 14:00
snooze-times = Times
snooze-until = Until
snooze-two-hours = In 2 hours
snooze-tomorrow = Tomorrow
snooze-next-week = Next week

label-title =
    { $count ->
        [one] Labels
       *[other] Labels of { NUMBER($count) } conversations
    }
label-field = Find or create a label
label-list = Labels
label-none = No labels yet. Type a name to create one.
label-create = Create “{ $name }”
label-new = New label
label-edit = Edit label
label-name = Name
label-name-empty = Give the label a name.
label-colour = Colour
label-remove-title = Remove the label { $name }
label-remove-what = It goes from every conversation that has it, for everyone on your team. The conversations stay.
labels-none = No labels yet. A label marks conversations of one kind, so that you can filter for them.
colour-orange = Orange
colour-yellow = Yellow
colour-green = Green
colour-teal = Teal
colour-cyan = Cyan
colour-blue = Blue
colour-purple = Purple
colour-pink = Pink
colour-own = As it is

delete-menu = Delete conversation
delete-title = Delete the conversation with { $name }
delete-what = All messages and notes of the conversation with { $name } go from every device of your team. Nobody can bring them back.
delete-customer = { $name } keeps their own copy, and a new message begins a new conversation.
delete-go = Delete conversation

mode = What you write
mode-reply = Reply
mode-note = Note
kind-note = Note
note-by = Note by { $name }
note-label = Note about { $name }
note-placeholder = Write a note. Only your team sees it; @ mentions someone.
note-add = Add note
note-refused = The note was not kept. { $reason }
mention-list = Team

reply-list = Saved replies
reply-none-fits = No saved reply fits.
reply-none-yet = No saved replies yet.
reply-manage = Saved replies
reply-missing = Left empty, because it is not known: { $places }.
reply-new = New reply
reply-edit = Edit reply
reply-shortcut = Shortcut
reply-shortcut-hint = One word. Type it after / in the composer.
reply-shortcut-wrong = Use one word, without spaces.
reply-title = Title
reply-title-empty = Give the reply a title.
reply-text = Text
reply-text-empty = Write the text of the reply.
reply-places = Filled in when you use it:
reply-remove-title = Remove the reply { $name }
reply-remove-what = Nobody on your team can use it any more. Messages that were sent with it stay.
replies-none = No saved replies yet. Save what you write often, and type / in the composer to use it.
replies-what = Type / in the composer to use one.

settings-labels = Labels
settings-replies = Saved replies

keys-moving = Moving
keys-writing = Writing
keys-work = Conversation
keys-search = Search
key-help = Show all keys
key-note = Write a note
key-note-toggle = Reply or note, while writing
key-saved-reply = Saved replies, in an empty composer
key-close-next = Close and go to the next one
key-undo = Undo
key-mark = Choose, for doing something with several
key-mark-range = Choose all up to here
key-search = Search everywhere
key-find = Search in this conversation
key-find-step = Next or previous find

## Search

search = Search
search-clear = Clear the search
search-results = Found
search-people = People
search-messages = Messages
search-nothing = Nothing found for “{ $text }”
search-nothing-hint = Every word must begin with what you typed: in messages, notes, names, numbers or file names.
find-label = Search in this conversation
find-none = Nothing found
find-place = { NUMBER($at) } of { NUMBER($count) }
find-place-more = { NUMBER($at) } of more than { NUMBER($count) }
find-older = Earlier
find-newer = Later
thread-back-to-newest = Back to the newest
