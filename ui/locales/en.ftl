# Words of the app. Short, plain, second person, no exclamation marks; the same word for the same thing everywhere.

## General

close = Close
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
setup-relay = Your relay
setup-relay-done = Your workspace is ready.
setup-number = Your WhatsApp number
setup-number-later = Comes after the relay.
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

number-id = Phone number ID
number-id-hint = In Meta’s App Dashboard under WhatsApp, API Setup.
number-id-wrong = The phone number ID has digits only. It is not the phone number itself.
number-waba = WhatsApp Business account ID
number-waba-wrong = The account ID has digits only.
number-token = Access token
number-token-hint = A system user’s token. It goes into this device’s keychain and nowhere else.
number-token-empty = Enter an access token.
number-connect = Connect number
number-connecting = Checking with Meta
number-skip = Skip for now

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
settings-numbers = Numbers
settings-no-number = No number connected yet.
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
