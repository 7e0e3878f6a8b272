"""Words of Vietnamese chats that could be taken for keystrokes (`room` for rôm) or for two syllables (`photo`)."""

from __future__ import annotations

from bot.language.tables import table

_ENGLISH = table("""
air archs arm as asap ax axis bar bars bee beef beefs been beer bees best bias bits boo boom boost boots bore born
bots bow box boxes buf bus bust busy car cars cast char charm charts chats cheer cheers chef chose chosen coax conf
core cores cors cost cow cups cuts dad darts dawn days ddos deem deen deer def defend defer der des did dis docs does
door doors dos down downs ex exe exes gaps gas gif gifs goes goof gos gown hair hairs harm has hast hee her here hero
hers hex his hist hoax honor hoof horse hos host how if ifs inf ins is its keen keeps kits las last lawn lax lee leer
lens les lets lex list loaf loops loos los lose loser lost lots low lows lux maj major mar mars mas max maxi meets
mere mis mix mono moo moon moor mops more most mow must nas nest noon nor norm now nows of oops or ore os osx own owns
pair pairs paris pars parts pas past pawn pax pays pee peer per perm photos pins pix poof poor pops pos pose post pow
puts queen queens queer quest queue reef ref refer refs refuse res reset rest rex roast roof roofs room rooms roots
rose row rowan rows runs rust says see seem seems seen sees sense sets sex sir six sofa soo soon sorts sos sow sums
surf taps tar tars tax taxi tee teen teens tees tens term terms tes test tex texts thanx thee theme themes there these
this those thus tips toast too toon toos tops torn town traps tree trees trips trust turn turns tux two ups urn us usa
var vars vary vast veer ver vest virus vis visa vow war was wax worst wow wrong wu xerox xor
""")

_NAMES_AND_TEENCODE = table("""
aj ax bis bits bix dana dis hana hari hix hoj laj lee maya momo noj oaf oj ox paris roj rosa sofa thix thoj toj tomo
uax uj vaj visa w wa wo xoj
""")

_LOANS = table("""
button code copy data demo honda laptop logo login menu mode photo radio random samsung sony team tiki title tivi type
video
""")  # not to be cut into syllables

COMMON = frozenset({*_ENGLISH, *_NAMES_AND_TEENCODE, *_LOANS})

# Words before a number that people write without a space: `to7` is tổ 7, not a VNI tơ.
NUMBERED = frozenset(
    table("""
an ban bang bo buoi ca cap chuong cot dieu doan doi dong dot duong gio hang hem hoc hong khoa khoan khoi khu kp ky lan
lau lo loai lop muc mui nam ngach ngay ngo nha nhom p phan pho phong phuong q quan quy so tang tap tham thang thu to toa
trang tuan tuoi tuyen vong xom
""")
)
