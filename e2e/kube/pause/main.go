// Command pause is the only program of the image that holds a pod's namespaces open: it waits for a signal. Tests use
// the same image for pods that do a little, since no image can be fetched.
//
//	pause                 wait
//	pause serve ADDRESS   answer each connection with the own host name, for example on :8080
//	pause fetch ADDRESS   print what such a server answers
//	pause lookup NAME     print the addresses of a name, one a line
//	pause write FILE      write the own host name to a file, then wait
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const limit = 5 * time.Second

func main() {
	command, argument := "", ""
	switch len(os.Args) {
	case 1:
	case 3:
		command, argument = os.Args[1], os.Args[2]
	default:
		command = "?"
	}
	var err error
	switch command {
	case "":
		wait()
	case "serve":
		err = serve(argument)
	case "fetch":
		err = fetch(argument)
	case "lookup":
		err = lookup(argument)
	case "write":
		if err = os.WriteFile(argument, []byte(hostname()+"\n"), 0o600); err == nil {
			wait()
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: pause [serve ADDRESS | fetch ADDRESS | lookup NAME | write FILE]")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pause:", err)
		os.Exit(1)
	}
}

// As process 1 of a pod it inherits processes whose parent ended, and must collect them.
func wait() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return
		}
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
}

func serve(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				connection.SetDeadline(time.Now().Add(limit))
				fmt.Fprintln(connection, hostname())
			}()
		}
	}()
	wait()
	return nil
}

func fetch(address string) error {
	connection, err := net.DialTimeout("tcp", address, limit)
	if err != nil {
		return err
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(limit))
	_, err = io.Copy(os.Stdout, io.LimitReader(connection, 4096))
	return err
}

func lookup(name string) error {
	addresses, err := net.LookupHost(name)
	if err != nil {
		return err
	}
	fmt.Println(strings.Join(addresses, "\n"))
	return nil
}

func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
