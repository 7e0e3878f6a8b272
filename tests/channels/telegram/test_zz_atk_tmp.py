import asyncio, logging, random
import pytest
from tests.channels.telegram.conftest import *  # noqa
from tests.channels.telegram.reporting import ban
from tests.channels.telegram.town import until, Person
from bot.channels.telegram import keyboards as k

SECRET="Bí mật nhà tôi 12345"
ODD=["1","2","3","4","-1","٣","²","99999999999999999999999","2147483648","💣","on","yes","1:x","+:rac/lich"]
ACTS=["send","where","skip","photo","text","kind","is","name","all","other","drop","ask","said","list","near","show","add","close","ok","open","again","me","put","m","n","l","s","c","t","k","seen","stop","only","place","bell","want","mute","quiet","back","ask","none","g","yes","no",""]
PRE=["v","m","g","del","r","n","c","pa","q","w","zz"]

@pytest.mark.parametrize("pre", PRE)
async def test_fuzz(served, folder, answerer, query, caplog, pre):
    caplog.set_level(logging.DEBUG)
    async with ban(served, folder, answerer, per_minute=100000) as b:
        st=b.place.storage
        await b.report(SECRET)                       # 1 private
        await b.report("Đèn công cộng", public=True, anonymous=True, name="Nguyễn Văn Kín")  # 2
        r3=await b.report(SECRET+" đã xong", public=True)
        await st.reports.close(3,b.hoa.id,b.place.clock())
        await st.questions.add(SECRET,SECRET,b.place.clock(),same=lambda *_:None,chat_id=b.hoa.id)
        await b.delivered()
        before=query("SELECT * FROM reports WHERE chat_id=%d"%b.hoa.id), query("select * from letters where chat_id=%d"%b.hoa.id), query("select * from questions"), query("select * from acts"), query("select * from roles")
        lan=await b.place.person("Lan")
        m=await lan.ask("/riengtu")
        datas=[f"{pre}:{a}:{o}" for a in ACTS for o in ODD]+[f"{pre}:{o}" for o in ODD]+[pre]+[f"{pre}:{a}" for a in ACTS]
        datas=[d for d in datas if 0<len(d.encode())<=64]
        for i in range(0,len(datas),100):
            await asyncio.gather(*(lan.send_data(m,d) for d in datas[i:i+100]))
        await until(b.place.idle)
        after=query("SELECT * FROM reports WHERE chat_id=%d"%b.hoa.id), query("select * from letters where chat_id=%d"%b.hoa.id), query("select * from questions"), query("select * from acts"), query("select * from roles")
        diff=[(x,y) for x,y in zip(before,after) if x!=y]
        if pre=="pa":   # card redraw by me-too
            print("DIFF",[ [ (p,q) for p,q in zip(x,y) if p!=q] for x,y in diff])
        else: assert not diff
        shown=await b.place.get("messages", chat_id=lan.chat)
        text=str(shown); 
        assert SECRET not in text and "Kín" not in text and str(b.hoa.id) not in text
        sent=[str(r["params"]) for r in (await b.place.requests("*")) ] if False else []
        bad=[r.getMessage() for r in caplog.records if r.levelno>=logging.ERROR]
        assert not bad, bad[:3]
        assert not [t for t in (mm.get("text","") for mm in shown["messages"]) if t==answerer.kb.chat_wording.apology]
