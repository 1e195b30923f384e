// Checks over DNS with blitiri.com.ar/go/spf, for the script cold: cold-blitiri IN-FLIGHT CHECKS DOMAINS
//
// Each goroutine has one check in flight. Prints checks a second, microseconds of processor time a check, and context
// switches a check. The name server is the system's.
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"blitiri.com.ar/go/spf"
)

func check(inFlight int, checks int64, domains int64) {
	resolver := &net.Resolver{PreferGo: true}
	client := net.IPv4(192, 0, 2, 1)
	left := checks
	var all sync.WaitGroup
	for i := 0; i < inFlight; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for n := atomic.AddInt64(&left, -1); n >= 0; n = atomic.AddInt64(&left, -1) {
				sender := fmt.Sprintf("joe@d%d.cold.example", n%domains)
				result, err := spf.CheckHostWithSender(client, "mail.example.org", sender, spf.WithResolver(resolver))
				if result != spf.Pass {
					fmt.Fprintln(os.Stderr, sender, "should pass:", result, err)
					os.Exit(1)
				}
			}
		}()
	}
	all.Wait()
}

func used() (time.Duration, int64) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), usage.Nvcsw + usage.Nivcsw
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: cold-blitiri IN-FLIGHT CHECKS DOMAINS")
		os.Exit(64)
	}
	var numbers [3]int64
	for i := range numbers {
		number, err := strconv.ParseInt(os.Args[i+1], 10, 64)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(64)
		}
		numbers[i] = number
	}
	inFlight, checks, domains := int(numbers[0]), numbers[1], numbers[2]
	check(inFlight, checks/4, domains) // to warm up
	cpu, switches := used()
	begin := time.Now()
	check(inFlight, checks, domains)
	seconds := time.Since(begin).Seconds()
	cpuAfter, switchesAfter := used()
	fmt.Printf("%.0f %.1f %.2f\n", float64(checks)/seconds,
		float64((cpuAfter-cpu).Nanoseconds())/1e3/float64(checks), float64(switchesAfter-switches)/float64(checks))
}
