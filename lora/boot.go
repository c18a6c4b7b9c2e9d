package lora

import (
	"crypto/rand"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Moment is a time that no clock on the wall can falsify: how long the machine has been up, and which of its lives that is. Between
// two moments of one life the difference is true; between two lives all that is certain is that at least Up of the later one passed.
type Moment struct {
	Boot string
	Up   time.Duration // never less than before within one life
}

// SinceBoot is the moment now, as Linux tells it. Elsewhere the life of the process stands for that of the machine, which forgets
// what was spent a little later than it could.
func SinceBoot() Moment {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return sinceStart()
	}
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return sinceStart()
	}
	seconds, _, _ := strings.Cut(string(text), " ")
	up, err := strconv.ParseFloat(seconds, 64)
	if err != nil || up < 0 || up > 1e9 {
		return sinceStart()
	}
	return Moment{Boot: strings.TrimSpace(string(boot)), Up: time.Duration(up * float64(time.Second))}
}

// life names this process and says when it began.
var life = sync.OnceValues(func() (string, time.Time) { return rand.Text(), time.Now() })

func sinceStart() Moment {
	name, began := life()
	return Moment{Boot: name, Up: time.Since(began)}
}
