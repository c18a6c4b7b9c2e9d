package node

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// awaiting is ana, who has founded a market and invited others by name, with their invitations.
func awaiting(t *testing.T, names ...string) (v *village, codes map[string]string) {
	t.Helper()
	v = &village{nodes: map[string]*market{}, away: map[string]bool{}, clock: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		called: map[string]string{"ana": "Saint-Agrève"}}
	v.market = &market{t: t, config: Config{Dir: filepath.Join(t.TempDir(), "ana"), WorkFactor: 2, Now: func() time.Time { return v.clock },
		Free: func(string) (uint64, uint64, error) { return 1 << 40, 1 << 41, nil }}}
	reply, err := Found(ctx, v.market.config, FoundRequest{Name: "Vallée", Market: "Saint-Agrève", Chain: "none", Stewards: names, Passphrase: pass})
	if err != nil {
		t.Fatal(err)
	}
	v.open()
	t.Cleanup(func() { v.Close() })
	v.nodes["ana"], v.names = v.market, []string{"ana"}
	v.people("tom", "eva")
	v.deposit("tom", "100", "envelope 1")
	codes = map[string]string{}
	for _, i := range reply.Invited {
		codes[i.Name] = i.Code
	}
	return v, codes
}

// wishes has somebody join with an invitation, in an empty directory.
func (v *village) wishes(name string, in JoinRequest) *market {
	v.t.Helper()
	m := &market{t: v.t, config: v.config}
	m.config.Dir = filepath.Join(v.t.TempDir(), name)
	in.Passphrase = pass
	if reply, err := JoinNew(m.config, in); err != nil || !reply.Waits {
		v.t.Fatalf("%+v, %v", reply, err)
	}
	m.open()
	v.t.Cleanup(func() { m.Close() })
	v.nodes[name] = m
	v.names = append(v.names, name)
	return m
}

// open invitation of whoever has it, into ana's market as it stands.
func (v *village) forAnybody() string {
	return invitation(v.communityID(), v.home, v.market.market().Epoch, nil).Text()
}

// lacking is what each of those whom ana awaits lacks, by name.
func (v *village) lacking() map[string]string {
	v.t.Helper()
	list := map[string]string{}
	for _, a := range must[StewardsReply](v.market)(v.StewardList(ctx, StewardsRequest{})).Awaited {
		list[a.Name] = a.Lacks
	}
	return list
}

// A founder names who is to serve with him. Each joins with one command, and when all are in step the
// council is seated without another word; also where every machine is stopped and started meanwhile.
func TestCouncilIsSeatedByItself(t *testing.T) {
	for _, restarts := range []bool{false, true} {
		v, codes := awaiting(t, "bea", "carl", "dora")
		v.restarts = restarts
		v.wishes("bea", JoinRequest{Code: codes["bea"]})
		v.wishes("carl", JoinRequest{Code: strings.ToUpper(codes["carl"])})
		v.meet()
		v.serves(1, "ana")
		if status := must[StatusReply](v.market)(v.Status(ctx, StatusRequest{})); !slices.Equal(status.Awaited, []string{"dora"}) {
			t.Errorf("the founder waits for %v", status.Awaited)
		}
		if lacks := v.lacking(); lacks["bea"] != "" || lacks["carl"] != "" || lacks["dora"] != notCome {
			t.Errorf("they lack %v", lacks)
		}
		v.wishes("dora", JoinRequest{Code: codes["dora"], Name: "dora"})
		v.meet()
		v.serves(2, "ana", "bea", "carl", "dora")
		v.trades()
		v.alike()
		v.noFork()
		for _, name := range v.names {
			m := v.nodes[name]
			for _, file := range []string{CouncilFile, WishFile} {
				if _, err := os.Stat(m.config.path(file)); err == nil {
					t.Errorf("%s still has %s", name, file)
				}
			}
			if status := must[StatusReply](m)(m.Status(ctx, StatusRequest{})); status.Wish != nil || len(status.Awaited) > 0 {
				t.Errorf("%s waits for %+v, %v", name, status.Wish, status.Awaited)
			}
		}
	}
}

// Who takes the name of one who is invited, without the invitation, is not seated by it, be he ever so
// early; and who is invited is not seated either before the founder has said which of the two he means.
func TestImpostorWithoutTheInvitation(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	mal := v.wishes("mal", JoinRequest{Code: v.forAnybody(), Name: "Dora"})
	v.wishes("bea", JoinRequest{Code: codes["bea"]})
	v.wishes("carl", JoinRequest{Code: codes["carl"]})
	v.meet()
	v.serves(1, "ana")
	if lacks := v.lacking()["dora"]; lacks != notCome {
		t.Errorf("the impostor is taken for dora, who lacks %q", lacks)
	}
	dora := v.wishes("dora", JoinRequest{Code: codes["dora"]})
	v.meet()
	v.serves(1, "ana")
	list := must[StewardsReply](v.market)(v.StewardList(ctx, StewardsRequest{}))
	for _, a := range list.Awaited {
		doubtful := a.Name == "dora"
		if a.Doubt != doubtful || (a.Lacks == string(words.SameName)) != doubtful {
			t.Errorf("awaited: %+v", a)
		}
		if doubtful && *a.Vault != dora.vault() {
			t.Error("the vault key beside dora is not hers")
		}
	}
	if len(list.Candidates) != 5 {
		t.Errorf("%d candidates are listed", len(list.Candidates))
	}
	_, err := v.StewardPropose(ctx, ProposeRequest{Seats: []string{"bea", "carl", mal.vault().String(), "dora"}, Passphrase: pass})
	v.refused(words.BadCouncil, err)
	v.propose("ana", ProposeRequest{Seats: []string{"bea", "carl", dora.vault().String()}})
	v.serves(2, "ana", "bea", "carl", "dora")
	if c := v.awaited.Load(); c != nil {
		t.Error("the founder still awaits somebody")
	}
}

// vault is the vault key of a machine.
func (m *market) vault() (key keys.Account) {
	m.t.Helper()
	list := must[[]AccountReply](m)(m.AccountList(ctx, AccountListRequest{}))
	for _, a := range list {
		if a.Use == string(keystore.UseVault) {
			key = a.Account
		}
	}
	return key
}

// An invitation that two use seats nobody: the founder sees that there are two, and decides.
func TestInvitationUsedTwice(t *testing.T) {
	for _, order := range [][]string{{"mal", "dora"}, {"dora", "mal"}} {
		v, codes := awaiting(t, "bea", "carl", "dora")
		for _, name := range order {
			m := v.wishes(name, JoinRequest{Code: codes["dora"]})
			v.market.tell(m) // each says his word before he has heard of the other's
			if err := m.attend(); err != nil {
				t.Fatal(err)
			}
		}
		v.wishes("bea", JoinRequest{Code: codes["bea"]})
		v.wishes("carl", JoinRequest{Code: codes["carl"]})
		v.meet()
		v.serves(1, "ana")
		if lacks := v.lacking()["dora"]; lacks != usedTwice {
			t.Errorf("after %v dora lacks %q", order, lacks)
		}
		v.propose("ana", ProposeRequest{Seats: []string{"bea", "carl", v.nodes["dora"].vault().String()}})
		v.serves(2, "ana", "bea", "carl", "dora")
	}
}

// Whoever comes second, and has the ledger, is told that the invitation was used: nothing of his is
// signed by its key.
func TestInvitationThatWasUsed(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	v.wishes("dora", JoinRequest{Code: codes["dora"]})
	v.meet()
	late := v.follow("late")
	_, err := late.StewardJoin(ctx, JoinRequest{Code: codes["dora"], Passphrase: pass})
	late.refused(words.InvitationUsed, err)
	v.meet()
	if lacks := v.lacking()["dora"]; lacks != "" {
		t.Errorf("dora lacks %q", lacks)
	}
	again := must[JoinReply](v.nodes["dora"])(v.nodes["dora"].StewardJoin(ctx, JoinRequest{Code: codes["dora"], Passphrase: pass}))
	v.meet()
	if lacks := v.lacking()["dora"]; lacks != "" || again.Name != "dora" {
		t.Errorf("after the same again dora lacks %q, told %+v", lacks, again)
	}
	v.noFork()
}

// Somebody else than those named is listed, and not seated; who was named and comes with the ledger in
// hand is.
func TestSomebodyElseIsListed(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	v.wishes("emil", JoinRequest{Code: v.forAnybody(), Name: "emil"})
	for _, name := range []string{"bea", "carl"} {
		v.wishes(name, JoinRequest{Code: codes[name]})
	}
	dora := v.follow("dora")
	must[JoinReply](dora)(dora.StewardJoin(ctx, JoinRequest{Code: codes["dora"], Passphrase: pass}))
	v.meet()
	v.serves(2, "ana", "bea", "carl", "dora")
	emil := v.nodes["emil"]
	if emil.steward() != nil || emil.votes() {
		t.Error("emil serves")
	}
}

// Who comes with an invitation under another name than it has, or with two, is the founder's to judge.
func TestNamesThatDoNotMatch(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	v.wishes("bea", JoinRequest{Code: codes["bea"]})
	carl := v.wishes("carl", JoinRequest{Code: codes["carl"]})
	v.meet()
	must[JoinReply](carl)(carl.StewardJoin(ctx, JoinRequest{Code: codes["dora"], Passphrase: pass}))
	v.meet()
	if lacks := v.lacking(); lacks["carl"] != otherName || lacks["dora"] != sameKey || lacks["bea"] != "" {
		t.Errorf("they lack %v", lacks)
	}
	v.serves(1, "ana")
}

// A founder who sets other limits first goes on waiting, asks for his own seat anew, and whoever came
// too late for the first epoch asks once more.
func TestCouncilIsAwaitedOverAnEpoch(t *testing.T) {
	v, codes := awaiting(t, "bea", "carl", "dora")
	v.wishes("bea", JoinRequest{Code: codes["bea"]})
	v.meet()
	carl := v.wishes("carl", JoinRequest{Code: codes["carl"]})
	must[EpochReply](v.market)(v.Policy(ctx, PolicyRequest{Propose: true, Fund: "500", Line: "20", Passphrase: pass}))
	v.meet()
	if status := must[StatusReply](carl)(carl.Status(ctx, StatusRequest{})); status.Wish == nil || !status.Wish.Late || !slices.Contains(status.Warnings, string(words.WishLate)) {
		t.Errorf("carl's wish is %+v, the warnings %v", status.Wish, status.Warnings)
	}
	carl.reopen()
	lacks := v.lacking()
	for _, name := range []string{"bea", "carl"} {
		if lacks[name] != string(words.SeatMissing) {
			t.Errorf("%s lacks %q", name, lacks[name])
		}
	}
	if _, own := lacks["Saint-Agrève"]; own {
		t.Error("the founder has not asked for his own seat anew")
	}
	v.join("bea")
	must[JoinReply](carl)(carl.StewardJoin(ctx, JoinRequest{Passphrase: pass}))
	reprinted := must[InviteReply](v.market)(v.StewardInvite(ctx, InviteRequest{Name: "dora"}))
	v.wishes("dora", JoinRequest{Code: reprinted.Code})
	v.meet()
	v.clock = v.clock.Add(2 * drawEvery) // her machine has drawn a cut for bea a moment ago
	v.meet()
	v.serves(3, "ana", "bea", "carl", "dora")
	if _, err := os.Stat(carl.config.path(WishFile)); err == nil {
		t.Error("carl's late wish is still kept")
	}
	v.noFork()
}

// Names and numbers that make no council are refused before anything is written.
func TestCouncilsThatCannotBeAwaited(t *testing.T) {
	m := newMarket(t, "none")
	config := m.fresh()
	for _, c := range []struct {
		code  words.Code
		names []string
	}{
		{words.BadCouncil, []string{"bea"}},
		{words.BadCouncil, []string{"bea", "carl", "dora", "emil"}},
		{words.BadCouncil, strings.Split("abcdefghijkl", "")},
		{words.GuestTwice, []string{"bea", "carl", "BEA"}},
		{words.GuestTwice, []string{"bea", "carl", "Place"}},
		{words.BadName, []string{"bea", "carl", ""}},
		{words.BadName, []string{"bea", "carl", "do\nra"}},
		{words.BadName, []string{"bea", "carl", strings.Repeat("d", 65)}},
	} {
		_, err := Found(ctx, config, FoundRequest{Name: "N", Market: "Place", Chain: "none", Stewards: c.names, Passphrase: pass})
		m.refused(c.code, err)
	}
	if _, err := os.Stat(config.Dir); err == nil {
		t.Error("something was written")
	}
	_, err := m.StewardInvite(ctx, InviteRequest{Name: "bea"})
	m.refused(words.NotInvited, err)
	_, err = m.StewardInvite(ctx, InviteRequest{})
	m.refused(words.NotRunning, err)
}

// An interrupted founding is taken up: the same names keep their invitations' keys, and one without
// names awaits nobody.
func TestFoundingThatWasInterrupted(t *testing.T) {
	m := newMarket(t, "none")
	in := FoundRequest{Name: "N", Market: "M", Chain: "none", Stewards: []string{"bea", "carl", "dora"}, Passphrase: pass}
	config := m.fresh()
	tickets := func() (list []ticket) {
		t.Helper()
		reply, err := Found(ctx, config, in)
		if err != nil || len(reply.Invited) != len(in.Stewards) {
			t.Fatalf("%+v, %v", reply, err)
		}
		for _, invited := range reply.Invited {
			i, err := ParseInvitation(invited.Code)
			if err != nil || i.Name != invited.Name || i.Epoch != 1 || i.Community.String() != reply.Community {
				t.Errorf("invited: %+v, %v", i, err)
			}
			list = append(list, i.Ticket)
		}
		if err := os.Remove(config.path(LedgerFile)); err != nil { // the power went before the book had its name
			t.Fatal(err)
		}
		return list
	}
	first := tickets()
	if again := tickets(); !slices.Equal(again, first) {
		t.Error("the same names have other invitations")
	}
	in.Stewards = nil
	tickets()
	if c, err := config.guests(); c != nil || err != nil {
		t.Errorf("awaited: %+v, %v", c, err)
	}
}

// The file of the invited is for its owner's eyes, and what is damaged is not quoted.
func TestCouncilFile(t *testing.T) {
	v, _ := awaiting(t, "bea", "carl", "dora")
	path := v.config.path(CouncilFile)
	good, err := os.ReadFile(path)
	if err != nil || private(path) != nil {
		t.Fatalf("%v, %v", err, private(path))
	}
	v.Close()
	defer v.open()
	seed := v.awaited.Load().Invited[0].Ticket
	for what, bad := range map[string]string{
		"no JSON":        string(good[:len(good)-4]),
		"a short ticket": strings.Replace(string(good), seed, seed[2:], 1),
		"no name":        strings.Replace(string(good), `"bea"`, `""`, 1),
		"too many":       `{"invited":[` + strings.Repeat(`{"name":"x","ticket":"`+seed+`"},`, 10) + `{"name":"y","ticket":"` + seed + `"}]}`,
	} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(v.config)
		if p := v.refused(words.Damaged, err); p != nil && strings.Contains(p.Error()+p.Args["path"], seed[2:]) {
			t.Errorf("%s: the ticket is told: %v", what, p)
		}
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
}
