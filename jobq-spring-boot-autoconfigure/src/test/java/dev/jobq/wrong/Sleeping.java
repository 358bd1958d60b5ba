package dev.jobq.wrong;

import java.util.concurrent.TimeUnit;

class Sleeping {

    void onTheThread() throws InterruptedException {
        Thread.sleep(1);
    }

    void inAUnit() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(1);
    }
}
