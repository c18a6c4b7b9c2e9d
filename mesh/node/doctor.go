package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// The states of a check.
const (
	checkOK   = "ok"
	checkWarn = "warn"
	checkFail = "fail"
)

// Doctor examines a directory and the node on it, whether one runs there or not. It changes
// nothing.
func Doctor(ctx context.Context, config Config, settings Settings) DoctorReply {
	d := &examination{config: config}
	d.directory()
	d.rights()
	d.disk()
	_, running := Dial(config)
	if running != nil {
		d.ports(settings)
		d.radios(settings)
	}
	d.inside(ctx)
	return DoctorReply{OK: !slices.ContainsFunc(d.checks, func(c Check) bool { return c.State == checkFail }), Checks: d.checks}
}

// examination collects checks.
type examination struct {
	config Config
	checks []Check
}

func (d *examination) ok(name, value string) {
	d.checks = append(d.checks, Check{Name: name, State: checkOK, Value: value})
}

func (d *examination) warn(name string, p *Problem) { d.warnOf(name, "", p) }

// warnOf warns of something that has a value, too.
func (d *examination) warnOf(name, value string, p *Problem) {
	d.checks = append(d.checks, Check{Name: name, State: checkWarn, Value: value, Problem: p})
}

func (d *examination) fail(name string, err error) {
	var p *Problem
	errors.As(told(d.config, err), &p)
	d.checks = append(d.checks, Check{Name: name, State: checkFail, Problem: p})
}

// directory looks at the node's directory: it must be there, and nobody else may write in it.
func (d *examination) directory() {
	info, err := os.Stat(d.config.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fail("directory", problem(words.NoCommunity, err, "path", d.config.Dir))
	case err != nil:
		d.fail("directory", err)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0:
		d.fail("directory", problem(words.OpenToOthers, nil, "path", d.config.Dir))
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o055 != 0:
		d.warn("directory", problem(words.OpenToOthers, nil, "path", d.config.Dir))
	default:
		d.ok("directory", d.config.Dir)
	}
}

// rights looks at every file of the node: none is for others to read.
func (d *examination) rights() {
	files, err := os.ReadDir(d.config.Dir)
	if err != nil {
		return // told already
	}
	bad := 0
	for _, f := range files {
		name := f.Name()
		if name == SettingsFile || f.IsDir() {
			continue
		}
		if err := private(filepath.Join(d.config.Dir, name)); errors.Is(err, keystore.ErrPermission) {
			bad++
			d.fail("rights", problem(words.OpenToOthers, nil, "path", filepath.Join(d.config.Dir, name)))
		}
	}
	if bad == 0 {
		d.ok("rights", fmt.Sprint(len(files)))
	}
}

func (d *examination) disk() {
	room, free := d.config.room()
	switch room {
	case RoomNone:
		d.fail("disk", problem(words.DiskFull, nil, "path", d.config.Dir))
	case RoomLow:
		d.warn("disk", LowDisk(d.config))
	default:
		d.ok("disk", megabytes(free))
	}
}

// ports tries whether the node could listen where it is told to. Where it is told nothing it finds
// a port by itself.
func (d *examination) ports(settings Settings) {
	places := append([]string(nil), settings.Listen...)
	if settings.Metrics != "" {
		places = append(places, metricsAddress(settings.Metrics))
	}
	for _, place := range places {
		network, address := listenPlace(place)
		if err := tryPort(network, address); err != nil {
			d.fail("ports", problem(words.PortTaken, err, "address", place))
			return
		}
	}
	d.ok("ports", strings.Join(places, " "))
}

// listenPlace reads /ip4/HOST/tcp/PORT and /ip6/HOST/udp/PORT/… as the system wants them; what it
// cannot read, it leaves.
func listenPlace(place string) (network, address string) {
	parts := strings.Split(place, "/")
	if len(parts) < 5 || !strings.HasPrefix(place, "/ip") {
		return "tcp", place
	}
	return parts[3], net.JoinHostPort(parts[2], parts[4])
}

func tryPort(network, address string) error {
	if network == "udp" {
		c, err := net.ListenPacket("udp", address)
		if err != nil {
			return err
		}
		return c.Close()
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return l.Close()
}

// inside asks the node: the one that runs, or the one that the directory opens as.
func (d *examination) inside(ctx context.Context) {
	caller, err := Connect(d.config)
	if err != nil {
		d.fail("ledger", err)
		return
	}
	defer caller.Close()
	request, err := json.Marshal(ExamineRequest{})
	if err != nil {
		d.fail("ledger", err)
		return
	}
	reply, err := caller.Call(ctx, "doctor", request)
	if err != nil {
		d.fail("ledger", err)
		return
	}
	var checks []Check
	if err := json.Unmarshal(reply, &checks); err != nil {
		d.fail("ledger", err)
		return
	}
	d.checks = append(d.checks, checks...)
	for _, c := range checks {
		if c.Name == "version" && c.Value != versions() {
			d.warn("version", problem(words.NewerVersion, nil))
		}
	}
}

// Examine tells what only the node can tell of its health.
func (n *Node) Examine(ctx context.Context, _ ExamineRequest) ([]Check, error) {
	d := &examination{config: n.config}
	if n.synced() {
		d.ok("ledger", n.communityID().String())
	} else {
		d.warn("ledger", problem(words.NotSynced, nil))
	}
	d.clock(n)
	d.voting(n)
	d.radiosOf(n)
	d.peers(n)
	d.chain(ctx, n)
	d.ok("version", versions())
	return d.checks, nil
}

func (d *examination) clock(n *Node) {
	if off := n.clockOff(); off != nil {
		d.warn("clock", off)
		return
	}
	d.ok("clock", date(n.config.seconds()))
}

// voting looks for the voting key where this machine should have one: the vault key of a seat is
// in its keystore.
func (d *examination) voting(n *Node) {
	m := n.market()
	switch held := n.held(); {
	case held == seatRestored:
		d.fail("voting", problem(words.RestoredKey, nil))
	case held == seatUncompared:
		d.warn("voting", problem(words.NotCompared, nil))
	case held == seatHeld:
		d.ok("voting", fmt.Sprintf("%d / %d", n.seatNumber(m), len(m.Stewards)))
	case n.lacksVoting():
		d.fail("voting", problem(words.NoStewardKey, nil))
	default:
		d.ok("voting", "")
	}
}

// lacksVoting says whether the vault key of a seat is here, and its voting key is not.
func (n *Node) lacksVoting() bool {
	list, err := keystore.ReadIndex(n.config.Dir)
	if err != nil || n.steward() != nil {
		return false
	}
	for _, s := range n.market().Stewards {
		if slices.ContainsFunc(list, func(e keystore.Entry) bool { return e.Use == keystore.UseVault && e.Account == s.Vault }) {
			return true
		}
	}
	return false
}

// peers looks at whom the node meets, where it runs.
func (d *examination) peers(n *Node) {
	m, others := n.market(), n.others()
	connected := 0
	for _, p := range others {
		if p.Connected {
			connected++
		}
	}
	alone := len(m.Stewards) == 1 && n.steward() != nil
	switch {
	case !n.run.on.Load() && alone:
		d.ok("peers", "")
		return
	case !n.run.on.Load():
		d.warn("peers", problem(words.NotRunning, nil, "path", n.config.Dir))
		return
	case connected == 0 && !alone:
		d.warn("peers", problem(words.NoPeers, nil))
	default:
		d.ok("peers", fmt.Sprintf("%d / %d", connected, len(others)))
	}
	d.ok("ports", strings.Join(n.listening(), " "))
	wired, radio := n.inReach(m, others)
	if reach := wired + radio; reach < m.Quorum {
		d.warn("quorum", problem(words.NoQuorum, nil))
	} else {
		d.ok("quorum", fmt.Sprintf("%d / %d", reach, len(m.Stewards)))
	}
}

// versions is what this program is made of, for people who help each other.
func versions() string {
	return Version() + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
}
