;; A contract that answers what it was told to: one act after the other for each selector, then the last one for ever.
;; Acts lie in storage under selector ++ number; the number of calls so far under selector ++ 255.
(module
    (import "seal0" "seal_input" (func $input (param i32 i32)))
    (import "seal0" "seal_set_storage" (func $set (param i32 i32 i32)))
    (import "seal0" "seal_get_storage" (func $get (param i32 i32 i32) (result i32)))
    (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
    (import "seal1" "seal_call" (func $call (param i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
    (import "seal0" "set_code_hash" (func $set_code_hash (param i32) (result i32)))
    (import "env" "memory" (memory 1 1))

    ;; 0 key, 64 length, 100 number of calls, 104 value of a call (zero), 128 input, 20000 act.
    (func (export "deploy"))

    (func (export "call")
        (local $step i32)
        (local $mode i32)
        (i32.store (i32.const 64) (i32.const 16000))
        (call $input (i32.const 128) (i32.const 64))

        ;; 0xfeedbeef ++ key ++ value: remember an act.
        (if (i32.eq (i32.load (i32.const 128)) (i32.const 0xefbeedfe))
            (then
                (call $set (i32.const 132) (i32.const 164) (i32.sub (i32.load (i32.const 64)) (i32.const 36)))
                (return)))

        (i32.store (i32.const 0) (i32.load (i32.const 128)))
        (i32.store8 (i32.const 4) (i32.const 255))
        (i32.store (i32.const 64) (i32.const 1))
        (drop (call $get (i32.const 0) (i32.const 100) (i32.const 64)))
        (local.set $step (i32.load8_u (i32.const 100)))
        (i32.store8 (i32.const 100) (i32.add (local.get $step) (i32.const 1)))
        (call $set (i32.const 0) (i32.const 100) (i32.const 1))

        (i32.store8 (i32.const 4) (local.get $step))
        (i32.store (i32.const 64) (i32.const 16000))
        (if (call $get (i32.const 0) (i32.const 20000) (i32.const 64))
            (then
                (i32.store8 (i32.const 4) (i32.const 254))
                (i32.store (i32.const 64) (i32.const 16000))
                (if (call $get (i32.const 0) (i32.const 20000) (i32.const 64))
                    (then (unreachable)))))

        (local.set $mode (i32.load8_u (i32.const 20000)))
        (if (i32.eq (local.get $mode) (i32.const 2)) (then (unreachable)))
        (if (i32.eq (local.get $mode) (i32.const 3)) (then (loop $for_ever (br $for_ever))))
        (if (i32.eq (local.get $mode) (i32.const 4))
            (then
                ;; Account and input of a call; its answer becomes ours.
                (i32.store (i32.const 68) (i32.const 16000))
                (drop (call $call
                    (i32.const 0) (i32.const 20001) (i64.const 0) (i32.const 104)
                    (i32.const 20033) (i32.sub (i32.load (i32.const 64)) (i32.const 33))
                    (i32.const 40000) (i32.const 68)))
                (call $return (i32.const 0) (i32.const 40000) (i32.load (i32.const 68)))))
        (if (i32.eq (local.get $mode) (i32.const 5))
            (then
                (if (call $set_code_hash (i32.const 20001)) (then (unreachable)))
                (call $return (i32.const 0) (i32.const 104) (i32.const 1))))
        (call $return (local.get $mode) (i32.const 20001) (i32.sub (i32.load (i32.const 64)) (i32.const 1)))))
